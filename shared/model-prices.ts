import type { ModelInfo } from '#shared/models';

/**
 * List prices in US dollars per million tokens, input and output, as published on the date beside them.
 * Keys are exact names without their date suffix; a name that is not here has an unknown price, which
 * is `null` and never 0.
 */
const dollarsPerMillion: Record<string, readonly [input: number, output: number, asOf: string]> = {
  'gpt-5': [1.25, 10, '2025-09-01'],
  'gpt-5-mini': [0.25, 2, '2025-09-01'],
  'gpt-5-nano': [0.05, 0.4, '2025-09-01'],
  'gpt-4.1': [2, 8, '2025-09-01'],
  'gpt-4.1-mini': [0.4, 1.6, '2025-09-01'],
  'gpt-4.1-nano': [0.1, 0.4, '2025-09-01'],
  'gpt-4o': [2.5, 10, '2025-09-01'],
  'gpt-4o-mini': [0.15, 0.6, '2025-09-01'],
  'gpt-4-turbo': [10, 30, '2025-09-01'],
  'gpt-4': [30, 60, '2025-09-01'],
  'gpt-3.5-turbo': [0.5, 1.5, '2025-09-01'],
  'gpt-3.5-turbo-instruct': [1.5, 2, '2025-09-01'],
  'davinci-002': [2, 2, '2025-09-01'],
  'babbage-002': [0.4, 0.4, '2025-09-01'],
  o1: [15, 60, '2025-09-01'],
  o3: [2, 8, '2025-09-01'],
  'o3-mini': [1.1, 4.4, '2025-09-01'],
  'o4-mini': [1.1, 4.4, '2025-09-01'],
  'claude-3-haiku': [0.25, 1.25, '2025-09-01'],
  'claude-3-5-haiku': [0.8, 4, '2025-09-01'],
  'claude-3-5-sonnet': [3, 15, '2025-09-01'],
  'claude-3-7-sonnet': [3, 15, '2025-09-01'],
  'claude-3-opus': [15, 75, '2025-09-01'],
  'claude-sonnet-4': [3, 15, '2025-09-01'],
  'claude-opus-4': [15, 75, '2025-09-01'],
  'claude-opus-4-1': [15, 75, '2025-09-01'],
  'claude-sonnet-4-5': [3, 15, '2025-12-01'],
  'claude-haiku-4-5': [1, 5, '2025-12-01'],
  'claude-opus-4-5': [5, 25, '2025-12-01']
};

const dateSuffix = /-(\d{4}-\d{2}-\d{2}|\d{8}|latest)$/;

/** `gpt-4o-2024-08-06` and `claude-opus-4-1-20250805` without their dates. */
export function withoutDate(name: string): string {
  return name.replace(dateSuffix, '');
}

/** The listed price in nano-dollars per token, or `null` where none is known. */
export function listPrice(name: string): ModelInfo['price'] {
  const known = withoutDate(name);
  const row = Object.hasOwn(dollarsPerMillion, known) ? dollarsPerMillion[known] : undefined;
  if (!row) return null;
  // A dollar per million tokens is a thousand nano-dollars per token.
  return { input: Math.round(row[0] * 1000), output: Math.round(row[1] * 1000), asOf: row[2] };
}
