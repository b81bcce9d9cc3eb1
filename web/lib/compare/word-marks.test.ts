import fc from 'fast-check';
import { expect, test } from 'vitest';
import { markTexts, placeIn } from './word-marks';

const text = fc
  .array(fc.constantFrom('one ', 'two ', 'three. ', '\n', 'oven '), { maxLength: 30 })
  .map((parts) => parts.join(''));
const cut = (whole: string, ranges: { from: number; to: number }[]) =>
  ranges.map(({ from, to }) => whole.slice(from, to));

test('the first text is marked where no other has its words, the others where the first has not', () => {
  const texts = ['Heat to 170 now.', 'Heat to 180 now.', 'Heat to 170 later.'];
  const { marks, others, changes } = markTexts(texts);
  expect(marks).toEqual([]);
  expect(others.map(({ marks }, at) => cut(texts[at + 1] ?? '', marks))).toEqual([
    ['180'],
    ['later']
  ]);
  expect(
    changes.map(({ at }) =>
      at.map((range, nth) => range && texts[nth]?.slice(range.from, range.to))
    )
  ).toEqual([
    ['170', '180', null],
    ['now', null, 'later']
  ]);
  expect(cut(texts[0] ?? '', markTexts(texts.slice(0, 2)).marks)).toEqual(['170']);
});

test('equal texts have no changes, and every mark lies in a change', () => {
  fc.assert(
    fc.property(text, text, text, (a, b, c) => {
      expect(markTexts([a, a]).changes).toEqual([]);
      const { marks, others, changes } = markTexts([a, b, c]);
      for (const [nth, ranges] of [marks, ...others.map((one) => one.marks)].entries())
        for (const { from, to } of ranges)
          expect(
            changes.some(({ at }) => {
              const range = at[nth];
              return range && range.from <= from && range.to >= to;
            })
          ).toBe(true);
    })
  );
});

test('a shared word is found in the other text, and places never go back', () => {
  fc.assert(
    fc.property(text, text, (a, b) => {
      const marked = markTexts([a, b]);
      let last = 0;
      for (let at = 0; at <= a.length; at++) {
        const there = placeIn(marked, 0, 1, at);
        expect(there).toBeGreaterThanOrEqual(last);
        last = there;
      }
      for (const { fromA, fromB, length } of marked.others[0]?.shared ?? [])
        for (const step of [0, length - 1])
          expect(placeIn(marked, 1, 0, fromB + step)).toBe(fromA + step);
    })
  );
});
