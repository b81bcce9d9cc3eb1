import { expect, test } from 'vitest';
import { freePrice } from '#shared/model-price';
import { costOf, settleUsage, unknownUsage } from '#shared/run-usage';

const facts = { reached: true, promptCharacters: 40, outputCharacters: 80 };

test("a provider's count stands when the answer ended properly", () => {
  const reported = { inputTokens: 7, outputTokens: 9, cachedTokens: 3 };
  expect(settleUsage({ ...facts, reported, complete: true })).toEqual({
    inputTokens: 7,
    outputTokens: 9,
    cachedTokens: 3,
    reasoningTokens: null,
    usageSource: 'provider'
  });
});

test('an answer cut short is counted by its length, and says so', () => {
  const reported = { inputTokens: 7, outputTokens: 1 };
  expect(settleUsage({ ...facts, reported, complete: false })).toMatchObject({
    inputTokens: 7,
    outputTokens: 20,
    usageSource: 'estimated'
  });
  expect(settleUsage({ ...facts, reported: {}, complete: true })).toMatchObject({
    inputTokens: 10,
    outputTokens: 20,
    usageSource: 'estimated'
  });
});

test('a request that never reached the model used nothing that is known', () => {
  expect(settleUsage({ ...facts, reported: {}, complete: false, reached: false })).toEqual(
    unknownUsage
  );
});

test('an unknown price or count is unknown, never zero', () => {
  const usage = { ...unknownUsage, inputTokens: 10, outputTokens: 20 };
  const price = {
    rates: { input: 150_000_000, output: 600_000_000, cachedInput: 15_000_000, reasoning: null },
    long: null,
    asOf: '2026-11-01',
    source: 'test',
    note: null
  };
  expect(costOf(usage, price)).toBe(13_500);
  expect(costOf({ ...usage, cachedTokens: 10 }, price)).toBe(12_150);
  expect(costOf(usage, freePrice('it runs here'))).toBe(0);
  expect(costOf(usage, null)).toBeNull();
  expect(costOf(unknownUsage, price)).toBeNull();
});
