import type { PromptContent } from '#shared/prompt-fields';

/**
 * One spelling for one content: keys sorted, absent and `undefined` the same. Hashed, it tells whether
 * a version of this content already exists.
 */
export function canonicalPrompt(content: PromptContent): string {
  return canonicalJson(content);
}

/** JSON with the keys of every object in code-unit order. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(sorted(value));
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return Object.fromEntries(entries.map(([key, inner]) => [key, sorted(inner)]));
}
