import fc from 'fast-check';
import { expect, test } from 'vitest';
import { digitsOf, readNumber } from './number-text';

test('an empty field is no number and no mistake', () => {
  expect(readNumber('  ', { min: 0, max: 2 })).toEqual({ value: null, note: null });
});

test('a comma is read as a point', () => {
  expect(readNumber('0,7', { min: 0, max: 2, step: 0.01 })).toEqual({ value: 0.7, note: null });
});

test('what is no number says so', () => {
  expect(readNumber('warm', {}).note).toBe('Enter a number.');
});

test('whatever is typed, a value stays within the bounds', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.double().map(String)), (typed) => {
      const { value } = readNumber(typed, { min: -2, max: 2 });
      expect(value === null || (value >= -2 && value <= 2)).toBe(true);
    })
  );
});

test('a whole step gives whole numbers', () => {
  expect(readNumber('12.6', { step: 1 })).toEqual({
    value: 13,
    note: 'Rounded to a whole number.'
  });
});

test('digits follow the step', () => {
  expect([undefined, 1, 0.1, 0.05].map(digitsOf)).toEqual([0, 0, 1, 2]);
});
