import { expect, test } from 'vitest';
import { cutLogprobs, keptLength } from '#shared/kept-text';

test('keeps what was seen and never half a character', () => {
  expect(keptLength('abc', null)).toBe(3);
  expect(keptLength('abc', 2)).toBe(2);
  expect(keptLength('abc', 9)).toBe(3);
  expect(keptLength('abc', 0)).toBe(0);
  expect(keptLength('a😀b', 2)).toBe(1);
  expect(keptLength('a😀b', 3)).toBe(3);
});

test('keeps the logprobs of whole tokens only', () => {
  const lp = (token: string) => ({ token, logprob: -1, top: [] });
  const all = [lp('ab'), lp('cd'), lp('e')];
  expect(cutLogprobs(all, 3)).toEqual([lp('ab')]);
  expect(cutLogprobs(all, 5)).toEqual(all);
  expect(cutLogprobs(null, 5)).toBeNull();
});
