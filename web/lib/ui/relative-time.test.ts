import { expect, test } from 'vitest';
import { longTime, shortTime } from './relative-time';

const now = new Date('2026-11-20T21:00:00').getTime();
const minute = 60_000;

test('a list shows now, minutes, hours, weekday, date', () => {
  expect(shortTime(now - 5_000, now, 'en-GB')).toBe('now');
  expect(shortTime(now - 5 * minute, now, 'en-GB')).toBe('5 min');
  expect(shortTime(now - 120 * minute, now, 'en-GB')).toBe('2 h');
  expect(shortTime(now - 3 * 24 * 60 * minute, now, 'en-GB')).toBe('Tue');
  expect(shortTime(now - 20 * 24 * 60 * minute, now, 'en-GB')).toBe('31 Oct');
  expect(shortTime(now - 400 * 24 * 60 * minute, now, 'en-GB')).toBe('16 Oct 2025');
});

test('a clock that runs behind shows now, not the future', () => {
  expect(shortTime(now + 90 * minute, now, 'en-GB')).toBe('now');
  expect(longTime(now + 90 * minute, now, 'en-GB')).toBe('just now');
});

test('a sentence says it in full', () => {
  expect(longTime(now - 3 * minute, now, 'en-GB')).toBe('3 minutes ago');
  expect(longTime(now - 24 * 60 * minute, now, 'en-GB')).toBe('yesterday');
});
