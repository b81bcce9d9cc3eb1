import { isObject, objectIn, textIn } from './frames.ts';
import type { Loose } from './frames.ts';

/** A function the model may call. `parameters` is a JSON Schema. */
export interface ToolDefinition {
  name: string;
  description: string;
  parameters: Loose | null;
}

/** Reads tools as people paste them: OpenAI's two spellings and Anthropic's. What has no name is none. */
export function readTools(tools: unknown[]): ToolDefinition[] {
  return tools.filter(isObject).flatMap((tool) => {
    const said = objectIn(tool, 'function') ?? tool;
    const name = textIn(said, 'name');
    if (name === '') return [];
    const parameters = objectIn(said, 'parameters') ?? objectIn(said, 'input_schema');
    return [{ name, description: textIn(said, 'description'), parameters }];
  });
}

/** A function without parameters still has to say so, where a schema is demanded. */
export const noParameters = { type: 'object', properties: {} };
