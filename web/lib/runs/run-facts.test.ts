import { expect, test } from 'vitest';
import { freshRun } from '#shared/fold-run';
import { costText, factsOfState, finishText, secondsText } from './run-facts';

test('a small cost keeps the digits that say something', () => {
  expect(costText(0)).toBe('$0.00');
  expect(costText(900_000)).toBe('$0.0009');
  expect(costText(3_140_000)).toBe('$0.0031');
  expect(costText(1_204_000_000)).toBe('$1.20');
});

test('a live run counts its tokens from the text and says so', () => {
  const facts = factsOfState({ ...freshRun, text: 'x'.repeat(400), ttftMs: 200 }, 1200);
  expect(facts.tokens).toBe(100);
  expect(facts.estimated).toBe(true);
  expect(facts.tokensPerSecond).toBe(100);
});

test('what the provider told replaces the estimate', () => {
  const usage = {
    inputTokens: 3,
    outputTokens: 42,
    reasoningTokens: null,
    cachedTokens: null,
    usageSource: 'provider' as const
  };
  const facts = factsOfState({ ...freshRun, text: 'xxxx', usage }, 10);
  expect(facts.tokens).toBe(42);
  expect(facts.estimated).toBe(false);
  expect(facts.tokensPerSecond).toBeNull();
});

test('reasons of a newer server are shown as they come', () => {
  expect(finishText('length')).toBe('Reached the maximum length');
  expect(finishText('solar-flare')).toBe('solar-flare');
  expect(finishText(null)).toBeNull();
  expect(secondsText(310)).toBe('0.31 s');
});
