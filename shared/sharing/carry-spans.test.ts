import fc from 'fast-check';
import { expect, test } from 'vitest';
import { carrySpans } from './carry-spans.ts';

test('what a model wrote before and after a change stays marked, the change does not', () => {
  expect(carrySpans('abcdef', 'abXdef', [{ from: 0, to: 6 }])).toEqual([
    { from: 0, to: 2 },
    { from: 3, to: 6 }
  ]);
  expect(carrySpans('abc', 'abc', [{ from: 1, to: 2 }])).toEqual([{ from: 1, to: 2 }]);
});

test('carried ranges lie inside the text and mark nothing that was not marked', () => {
  const words = fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 12 });
  fc.assert(
    fc.property(words, words, fc.nat(12), fc.nat(12), (before, after, a, b) => {
      const from = Math.min(a, b, before.length);
      const to = Math.min(Math.max(a, b), before.length);
      const marked = before.slice(from, to);
      for (const span of carrySpans(before, after, from < to ? [{ from, to }] : [])) {
        expect(span.from).toBeGreaterThanOrEqual(0);
        expect(span.to).toBeLessThanOrEqual(after.length);
        expect(span.from).toBeLessThan(span.to);
        expect(marked).toContain(after.slice(span.from, span.to));
      }
    })
  );
});
