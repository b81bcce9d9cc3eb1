import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compareWords, inlineWords, sharedStretches } from '#shared/word-diff';

const text = fc
  .array(fc.constantFrom('a', 'b', 'the', ' ', '\n', '{{name}}', '.', '😀'), { maxLength: 30 })
  .map((words) => words.join(''));

test('only the words that differ are marked, on both sides', () => {
  const { a, b } = compareWords('The quick brown fox.', 'The slow brown fox!');
  expect(a.filter(({ changed }) => changed).map(({ text }) => text)).toEqual(['quick', '.']);
  expect(b.filter(({ changed }) => changed).map(({ text }) => text)).toEqual(['slow', '!']);
});

test('a variable is one word', () => {
  const { a } = compareWords('Dear {{first name}},', 'Dear {{last name}},');
  expect(a.filter(({ changed }) => changed).map(({ text }) => text)).toEqual(['{{first name}}']);
});

test('pieces put together are the text, and what is unmarked is the same on both sides', () => {
  fc.assert(
    fc.property(text, text, (one, two) => {
      const { a, b } = compareWords(one, two);
      const whole = (pieces: typeof a) => pieces.map(({ text }) => text).join('');
      const kept = (pieces: typeof a) => whole(pieces.filter(({ changed }) => !changed));
      expect(whole(a)).toBe(one);
      expect(whole(b)).toBe(two);
      expect(kept(a)).toBe(kept(b));
    })
  );
});

test('equal texts share everything', () => {
  fc.assert(
    fc.property(text, (one) => {
      const length = sharedStretches(one, one).reduce((sum, each) => sum + each.length, 0);
      expect(length).toBe(one.length);
    })
  );
});

test('one insertion leaves the rest unmarked', () => {
  fc.assert(
    fc.property(text, text, (before, after) => {
      const { a } = compareWords(`${before} | ${after}`, `${before} | new | ${after}`);
      expect(a.every(({ changed }) => !changed)).toBe(true);
    })
  );
});

test('long texts with nothing in common are told apart without delay', () => {
  const one = Array.from({ length: 20_000 }, (_, at) => `a${at}`).join(' ');
  const two = Array.from({ length: 20_000 }, (_, at) => `b${at}`).join('-');
  const { a } = compareWords(one, two);
  expect(a.map(({ text }) => text).join('')).toBe(one);
});

test('both texts can be read out of the pieces that stand in one', () => {
  fc.assert(
    fc.property(text, text, (before, after) => {
      const pieces = inlineWords(before, after);
      const without = (kind: string) =>
        pieces.flatMap((piece) => (piece.kind === kind ? [] : [piece.text])).join('');
      expect(without('added')).toBe(before);
      expect(without('removed')).toBe(after);
    })
  );
});
