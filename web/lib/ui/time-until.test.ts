import { expect, test } from 'vitest';
import { timeUntil } from './time-until';

test('what is to come says how far ahead it is', () => {
  const at = Date.UTC(2026, 10, 20);
  const day = 24 * 60 * 60_000;
  expect(timeUntil(at + 90 * day, at, 'en-GB')).toBe('in 90 days');
  expect(timeUntil(at + 23.6 * 60 * 60_000, at, 'en-GB')).toBe('in 24 hours');
  expect(timeUntil(at - day, at, 'en-GB')).toBe('now');
});
