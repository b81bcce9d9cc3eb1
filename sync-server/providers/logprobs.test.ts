import { expect, test } from 'vitest';
import { createLogprobAligner, legacyTokensOf, tokensOf } from './logprobs.ts';

const token = (text: string, logprob = -1) => ({ token: text, logprob, top: [] });

test('tokens that make up the text stand as they are', () => {
  const align = createLogprobAligner();
  expect(align('ab', [token('a'), token('b')])).toEqual([token('a'), token('b')]);
});

test('tokens of a character in pieces wait for it, and count as one', () => {
  const align = createLogprobAligner();
  expect(align('', [token('\\xf0\\x9f')])).toBeUndefined();
  expect(align('🐈', [token('\\x90\\x88')])).toEqual([token('🐈', -2)]);
});

test('text without tokens has none', () => {
  expect(createLogprobAligner()('a', [])).toBeUndefined();
});

test('what is not a number counts as impossible', () => {
  expect(tokensOf([{ token: 'a', logprob: null }, 'nonsense'])).toEqual([token('a', -9999)]);
  expect(legacyTokensOf({ tokens: ['a'], token_logprobs: ['x'], top_logprobs: null })).toEqual([
    token('a', -9999)
  ]);
});
