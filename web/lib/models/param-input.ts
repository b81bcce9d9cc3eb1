import type { ModelConfig } from '#shared/model-config';
import type { ParamSpec } from '#shared/models';

/** What became of something typed: a value, maybe with a remark, or why it cannot be one. */
export type Typed<Value> = { value: Value; note: string | null } | { error: string };

/** Reads a typed number: a comma counts as a point, what is out of range is moved to its edge. */
export function readNumber(spec: ParamSpec, typed: string): Typed<number> {
  const number = Number(typed.trim().replace(',', '.'));
  if (typed.trim() === '' || !Number.isFinite(number)) {
    return { error: `${spec.label} must be a number.` };
  }
  const whole = spec.control === 'slider' ? number : Math.round(number);
  const value = Math.min(spec.max ?? Infinity, Math.max(spec.min ?? -Infinity, whole));
  if (value !== whole) return { value, note: `${spec.label} ${rangeOf(spec)}.` };
  if (whole !== number) return { value, note: `${spec.label} is a whole number.` };
  return { value, note: null };
}

function rangeOf({ min, max }: ParamSpec): string {
  if (min !== undefined && max !== undefined) return `goes from ${min} to ${max}`;
  return min !== undefined ? `is at least ${min}` : `is at most ${max}`;
}

/** Reads a JSON object as it is sent: nothing typed means none (`null`). */
export function readJson(typed: string): Typed<NonNullable<ModelConfig['extra']> | null> {
  if (typed.trim() === '') return { value: null, note: null };
  try {
    const value: unknown = JSON.parse(typed);
    if (value === null || typeof value !== 'object' || Array.isArray(value)) {
      return { error: 'This must be a JSON object, such as {"top_a": 0.2}.' };
    }
    return { value: value as NonNullable<ModelConfig['extra']>, note: null };
  } catch (error) {
    return { error: `This is not valid JSON: ${(error as SyntaxError).message}` };
  }
}
