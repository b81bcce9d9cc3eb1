import { checkSchema, isObject } from '#shared/json-schema-check';
import type { JsonSchema } from '#shared/json-schema-check';

/** A function a model may call, whichever provider's spelling it is kept in. */
export interface ToolView {
  name: string;
  description: string;
  /** `null`: it takes nothing. */
  parameters: JsonSchema | null;
}

/** What of a tool can be edited by a form; `null` for what is no function. */
export function viewTool(tool: unknown): ToolView | null {
  if (!isObject(tool)) return null;
  const said = isObject(tool.function) ? tool.function : tool;
  if (typeof said.name !== 'string') return null;
  const parameters = said.parameters ?? said.input_schema;
  return {
    name: said.name,
    description: typeof said.description === 'string' ? said.description : '',
    parameters: isObject(parameters) ? parameters : null
  };
}

/** The tool with some of it changed, in the spelling it has; what the form does not know stays. */
export function changeTool(tool: unknown, change: Partial<ToolView>): unknown {
  if (!isObject(tool)) return newTool({ name: '', description: '', parameters: null, ...change });
  if (isObject(tool.function)) return { ...tool, function: changed(tool.function, change) };
  return changed(tool, change);
}

function changed(said: JsonSchema, { parameters, ...rest }: Partial<ToolView>): JsonSchema {
  const after: JsonSchema = { ...said, ...rest };
  if (parameters === undefined) return after;
  const place = 'input_schema' in said ? 'input_schema' : 'parameters';
  if (parameters !== null) return { ...after, [place]: parameters };
  return Object.fromEntries(Object.entries(after).filter(([key]) => key !== place));
}

/** A new one, in the plainest spelling all adapters read. */
export function newTool({ name, description, parameters }: ToolView): JsonSchema {
  return { type: 'function', name, description, ...(parameters && { parameters }) };
}

/** A name no other tool has: "function_2". */
export function freshToolName(tools: readonly unknown[]): string {
  const taken = new Set(tools.map((tool) => viewTool(tool)?.name));
  let number = tools.length + 1;
  while (taken.has(`function_${number}`)) number += 1;
  return `function_${number}`;
}

/** What OpenAI, Anthropic and Gemini all take. */
const toolName = /^[a-zA-Z_][a-zA-Z0-9_-]{0,63}$/;

/** What is wrong with one tool among all; empty where nothing is. One sentence each. */
export function toolProblems(tool: unknown, all: readonly unknown[]): string[] {
  const view = viewTool(tool);
  if (!view) return ['A tool is an object with a “name”.'];
  const { name, parameters } = view;
  const problems = [];
  if (!toolName.test(name))
    problems.push(
      'A name has letters, digits, “_” and “-” only, begins with a letter or “_”, and has 64 characters at most.'
    );
  else if (all.some((other) => other !== tool && viewTool(other)?.name === name))
    problems.push(`Another tool is called “${name}” already.`);
  if (parameters) problems.push(...checkSchema(parameters).map(({ sentence }) => sentence));
  return problems;
}
