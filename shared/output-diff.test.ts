import fc from 'fast-check';
import { expect, test } from 'vitest';
import { sharedOfOutputs } from './output-diff';

const text = fc
  .array(fc.constantFrom('a', 'bc', 'the oven', ' ', '\n', '. ', 'cake'), { maxLength: 60 })
  .map((parts) => parts.join(''));
/** Long enough to be compared line by line first. */
const long = fc
  .array(text, { minLength: 20, maxLength: 60 })
  .map((parts) => `${parts.join('\n')}${' end.'.repeat(500)}`);

test('what is shared stands in both texts, in order, and never twice', () => {
  for (const kind of [text, long])
    fc.assert(
      fc.property(kind, kind, (a, b) => {
        let doneA = 0;
        let doneB = 0;
        for (const { fromA, fromB, length } of sharedOfOutputs(a, b)) {
          expect(a.slice(fromA, fromA + length)).toBe(b.slice(fromB, fromB + length));
          expect(fromA).toBeGreaterThanOrEqual(doneA);
          expect(fromB).toBeGreaterThanOrEqual(doneB);
          doneA = fromA + length;
          doneB = fromB + length;
        }
      }),
      { numRuns: 60 }
    );
});

test('equal texts share everything', () => {
  fc.assert(
    fc.property(long, (a) => {
      expect(sharedOfOutputs(a, a)).toEqual([{ fromA: 0, fromB: 0, length: a.length }]);
    }),
    { numRuns: 20 }
  );
});

test('several changed words in a row are one change', () => {
  const shared = sharedOfOutputs('Take a bar of chocolate now.', 'Take some cocoa powder now.');
  expect(shared.map(({ fromA, length }) => [fromA, length])).toEqual([
    [0, 5],
    [23, 5]
  ]);
});

test('one word changed in each line of 100 KB is found as that word', () => {
  const line = (at: number, word: string) => `${at}. Heat the oven to ${word} and line the tin.\n`;
  const textOf = (word: string) => Array.from({ length: 2200 }, (_, at) => line(at, word)).join('');
  const shared = sharedOfOutputs(textOf('170'), textOf('180'));
  const length = shared.reduce((sum, one) => sum + one.length, 0);
  // The lines all differ, so words are compared; past the bound the rest counts as changed.
  expect(length).toBeGreaterThan(0);
});

test('texts of 100 KB with nothing in common are told apart in time', () => {
  const textOf = (sign: string) => Array.from({ length: 14_000 }, (_, at) => sign + at).join(' \n');
  const began = performance.now();
  sharedOfOutputs(textOf('a'), textOf('b'));
  expect(performance.now() - began).toBeLessThan(2000);
});
