import { expect, test } from 'vitest';
import { byPosition, positionBetween } from '#shared/positions';

test('a position between two neighbours sorts between them', () => {
  const first = positionBetween(null, null);
  const last = positionBetween(first, null);
  const middle = positionBetween(first, last);
  const sorted = [last, middle, first].map((position) => ({ position, id: 'x' })).sort(byPosition);
  expect(sorted.map((row) => row.position)).toEqual([first, middle, last]);
});

test('neighbours with one key are passed, not refused', () => {
  const key = positionBetween(null, null);
  expect(positionBetween(key, key) > key).toBe(true);
});
