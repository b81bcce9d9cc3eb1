import { generateKeyBetween } from 'fractional-indexing';

/**
 * An order key between two neighbours (`null`: none on that side). Keys are compared by code unit, then
 * by id; neighbours that two devices gave the same key are told apart by moving past them.
 */
export function positionBetween(before: string | null, after: string | null): string {
  const from = before || null;
  const to = after || null;
  return generateKeyBetween(from, from !== null && to !== null && from >= to ? null : to);
}

/** Sorts records by position, equal ones by id, the same on every device. */
export function byPosition(
  a: { position: string; id: string },
  b: { position: string; id: string }
): number {
  const [left, right] = a.position === b.position ? [a.id, b.id] : [a.position, b.position];
  return left < right ? -1 : left > right ? 1 : 0;
}
