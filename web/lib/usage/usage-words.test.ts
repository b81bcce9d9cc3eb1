import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { UsageSums } from '#shared/usage-report';
import {
  dayIn,
  daysBefore,
  dollarsOf,
  everyDay,
  heightsOf,
  nanoOf,
  spentText,
  unknownText
} from './usage-words';

const sums = (over: Partial<UsageSums> = {}): UsageSums => ({
  runs: 1,
  inputTokens: 0,
  outputTokens: 0,
  reasoningTokens: 0,
  cachedTokens: 0,
  costNanoUsd: 0,
  unknown: 0,
  estimated: 0,
  ...over
});

test('a cost nobody knows is never shown as nothing', () => {
  expect(spentText(sums({ runs: 2, unknown: 2 }))).toBe('unknown');
  expect(spentText(sums({ runs: 3, unknown: 2, costNanoUsd: 5e8 }))).toBe('$0.50');
  expect(spentText(sums())).toBe('$0.00');
  expect(unknownText({ unknown: 1 })).toBe('+ 1 run of unknown cost');
  expect(unknownText({ unknown: 0 })).toBeNull();
});

test('every day of a report is there once, in order', () => {
  const day = { day: '2026-02-28', ...sums({ costNanoUsd: 7 }) };
  const report = { from: '2026-02-27', to: '2026-03-02', timeZone: 'UTC', total: sums() };
  const days = everyDay({ ...report, byDay: [day], byModel: [], byPrompt: [] });
  expect(days.map((one) => one.day)).toEqual([
    '2026-02-27',
    '2026-02-28',
    '2026-03-01',
    '2026-03-02'
  ]);
  expect(days.map((one) => one.costNanoUsd)).toEqual([0, 7, 0, 0]);
});

test('a day is the day of the server’s place', () => {
  const at = Date.parse('2026-11-21T23:30Z');
  expect(dayIn('UTC', at)).toBe('2026-11-21');
  expect(dayIn('Asia/Tokyo', at)).toBe('2026-11-22');
  expect(daysBefore('2026-03-01', 1)).toBe('2026-02-28');
});

test('columns stand for money where there is any, else for tokens', () => {
  expect(heightsOf([sums({ costNanoUsd: 2 }), sums({ costNanoUsd: 4 })])).toEqual({
    of: 'money',
    shares: [0.5, 1]
  });
  expect(heightsOf([sums({ inputTokens: 1 }), sums({ outputTokens: 4 })])).toEqual({
    of: 'tokens',
    shares: [0.25, 1]
  });
  expect(heightsOf([sums()]).shares).toEqual([0]);
});

test('a budget comes back as it was typed', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 1_000_000_00 }), (cents) => {
      expect(dollarsOf(nanoOf(cents / 100))).toBe(cents / 100);
    })
  );
  expect(nanoOf(null)).toBeNull();
});
