import type { ModelConfig } from '#shared/model-config';

/** A raw object as it stands in a config. */
export type JsonObject = NonNullable<ModelConfig['extra']>;

/** Reads a JSON object as it is sent: nothing typed is none (`null`). */
export function readJson(typed: string): { value: JsonObject | null } | { error: string } {
  if (typed.trim() === '') return { value: null };
  try {
    const value: unknown = JSON.parse(typed);
    if (value === null || typeof value !== 'object' || Array.isArray(value)) {
      return { error: 'This must be a JSON object, such as {"top_a": 0.2}.' };
    }
    return { value: value as JsonObject };
  } catch (error) {
    return { error: `This is not valid JSON: ${(error as SyntaxError).message}` };
  }
}

export function showJson(value: JsonObject | null | undefined): string {
  return value && Object.keys(value).length > 0 ? JSON.stringify(value, null, 2) : '';
}
