import { expect, test } from 'vitest';
import { byLetter, rove } from './rove';

test('arrows go round, Home and End jump, other keys do nothing', () => {
  expect(rove('ArrowDown', 2, 3)).toBe(0);
  expect(rove('ArrowUp', 0, 3)).toBe(2);
  expect(rove('ArrowDown', -1, 3)).toBe(0);
  expect(rove('ArrowUp', -1, 3)).toBe(2);
  expect(rove('Home', 2, 3)).toBe(0);
  expect(rove('End', 0, 3)).toBe(2);
  expect(rove('a', 0, 3)).toBeNull();
  expect(rove('ArrowDown', 0, 0)).toBeNull();
});

test('a letter leads to the next label that begins with it', () => {
  const labels = ['Rename', 'Move to…', 'Remove'];
  expect(byLetter(labels, 'r', 0)).toBe(2);
  expect(byLetter(labels, 'r', 2)).toBe(0);
  expect(byLetter(labels, 'x', 0)).toBe(-1);
});
