export interface Bounds {
  min?: number | undefined;
  max?: number | undefined;
  step?: number | undefined;
}

/** What a person typed into a number field: the number to use, and a sentence when it was not taken as is. */
export function readNumber(
  typed: string,
  { min, max, step }: Bounds
): { value: number | null; note: string | null } {
  const text = typed.trim().replace(',', '.');
  if (text === '') return { value: null, note: null };
  const number = Number(text);
  if (!Number.isFinite(number)) return { value: null, note: 'Enter a number.' };
  const whole = step !== undefined && Number.isInteger(step);
  const rounded = whole ? Math.round(number) : number;
  if (min !== undefined && rounded < min) return { value: min, note: `The least is ${min}.` };
  if (max !== undefined && rounded > max) return { value: max, note: `The most is ${max}.` };
  return { value: rounded, note: rounded === number ? null : 'Rounded to a whole number.' };
}

/** Digits after the point that a step of this size can show. */
export function digitsOf(step: number | undefined): number {
  if (step === undefined || Number.isInteger(step)) return 0;
  return Math.min(6, String(step).split('.')[1]?.length ?? 0);
}
