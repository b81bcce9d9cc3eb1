import { expect, test } from 'vitest';
import { costOf, settleUsage, unknownUsage } from '#shared/run-usage';

const facts = { reached: true, promptCharacters: 40, outputCharacters: 80 };

test("a provider's count stands when the answer ended properly", () => {
  const reported = { inputTokens: 7, outputTokens: 9, cachedTokens: 3 };
  expect(settleUsage({ ...facts, reported, complete: true })).toEqual({
    ...{ inputTokens: 7, outputTokens: 9, cachedTokens: 3 },
    ...{ reasoningTokens: null, usageSource: 'provider' }
  });
});

test('an answer cut short is counted by its length, and says so', () => {
  const reported = { inputTokens: 7, outputTokens: 1 };
  expect(settleUsage({ ...facts, reported, complete: false })).toMatchObject({
    ...{ inputTokens: 7, outputTokens: 20, usageSource: 'estimated' }
  });
  expect(settleUsage({ ...facts, reported: {}, complete: true })).toMatchObject({
    ...{ inputTokens: 10, outputTokens: 20, usageSource: 'estimated' }
  });
});

test('a request that never reached the model used nothing that is known', () => {
  expect(settleUsage({ ...facts, reported: {}, complete: false, reached: false })).toEqual(
    unknownUsage
  );
});

test('an unknown price or count is unknown, never zero', () => {
  const usage = { ...unknownUsage, inputTokens: 10, outputTokens: 20 };
  expect(costOf(usage, { input: 150, output: 600, asOf: '2026-11-01' })).toBe(13_500);
  expect(costOf(usage, { input: 0, output: 0, asOf: '2026-11-01' })).toBe(0);
  expect(costOf(usage, null)).toBeNull();
  expect(costOf(unknownUsage, { input: 1, output: 1, asOf: '2026-11-01' })).toBeNull();
});
