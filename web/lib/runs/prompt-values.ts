import type { PromptContent } from '#shared/prompt-fields';

/** Where this device keeps its values of a prompt's variables: a row of `kv`. */
export function valuesKey(promptId: string): string {
  return `values.${promptId}`;
}

/** The values of those variables a content has. */
export function valuesOf(
  { variables }: Pick<PromptContent, 'variables'>,
  values: Record<string, unknown>
): Record<string, unknown> {
  const given = variables.filter(({ name }) => Object.hasOwn(values, name));
  return Object.fromEntries(given.map(({ name }) => [name, values[name]]));
}
