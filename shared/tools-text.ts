import { readJson } from '#shared/json-places';
import type { Place } from '#shared/json-places';
import { checkSchema } from '#shared/json-schema-check';
import { toolProblems, viewTool } from '#shared/tools';

/** A JSON text as a list of tools, or everything that is wrong with it, by line. */
export function checkToolsText(
  text: string
): { value: unknown[] } | { problems: ({ sentence: string } & Place)[] } {
  const read = readJson(text);
  if ('error' in read) return { problems: [read.error] };
  const { value, placeOf } = read;
  if (!Array.isArray(value))
    return { problems: [{ sentence: 'Tools are a list: [ … ].', line: 1, column: 1 }] };
  const problems = value.flatMap((tool, at) => {
    const parameters = viewTool(tool)?.parameters;
    const deep = (parameters ? checkSchema(parameters) : []).map(({ path, sentence }) => ({
      sentence,
      ...placeOf([at, ...placeOfParameters(tool), ...path])
    }));
    const said = new Set(deep.map(({ sentence }) => sentence));
    const own = toolProblems(tool, value).filter((sentence) => !said.has(sentence));
    return [...own.map((sentence) => ({ sentence, ...placeOf([at]) })), ...deep];
  });
  return problems.length === 0 ? { value } : { problems };
}

function placeOfParameters(tool: unknown): string[] {
  const has = (value: unknown, key: string) =>
    typeof value === 'object' && value !== null && key in value;
  if (has(tool, 'function')) return ['function', 'parameters'];
  return [has(tool, 'input_schema') ? 'input_schema' : 'parameters'];
}
