import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { anchorAt, mostQuoted, placeOfAnchor } from '#shared/comment-anchor';

const text = fc.array(fc.constantFrom('the ', 'fox ', 'jumps ', 'a', '. ', '\n', 'é'), {
  maxLength: 40
});
const written = text.map((words) => words.join(''));
const range = (of: string) => fc.tuple(fc.nat(of.length), fc.nat(of.length));
const placed = written.chain((of) => fc.tuple(fc.constant(of), range(of)));

test('in the text it was made in, an anchor is where it was made', () => {
  fc.assert(
    fc.property(placed, ([of, [a, b]]) => {
      const anchor = anchorAt(of, a, b);
      if (!anchor) {
        expect(a).toBe(b);
        return;
      }
      const to = Math.max(a, b);
      expect(placeOfAnchor(of, anchor)).toEqual({ from: Math.min(a, b), to, how: 'exact' });
    })
  );
});

test('whatever becomes of the text, a place lies in it, and an exact one holds the same words', () => {
  fc.assert(
    fc.property(placed, written, ([of, [a, b]], other) => {
      const anchor = anchorAt(of, a, b);
      const place = anchor && placeOfAnchor(other, anchor);
      if (!anchor || !place) return;
      expect(place.from).toBeGreaterThanOrEqual(0);
      expect(place.to).toBeGreaterThan(place.from);
      expect(place.to).toBeLessThanOrEqual(other.length);
      if (place.how === 'exact') expect(other.slice(place.from, place.to)).toBe(anchor.quote);
    })
  );
});

test('words that stand only once are found wherever they went', () => {
  fc.assert(
    fc.property(written, written, written, (before, after, elsewhere) => {
      const quote = 'QUOTED words';
      const of = before + quote + after;
      const anchor = anchorAt(of, before.length, before.length + quote.length)!;
      const moved = elsewhere + quote + before;
      const from = elsewhere.length;
      expect(placeOfAnchor(moved, anchor)).toEqual({
        from,
        to: from + quote.length,
        how: 'exact'
      });
    })
  );
});

test('of equal words the one with the same neighbours is meant', () => {
  const of = 'A red fox. A blue fox. A green fox.';
  const at = of.indexOf('fox', 12);
  const anchor = anchorAt(of, at, at + 3)!;
  const later = `First of all: a fox. ${of}`;
  expect(later.slice(0, placeOfAnchor(later, anchor)!.from)).toMatch(/A blue $/);
});

test('words that were rewritten are what stands between their neighbours now', () => {
  const of = 'Please write a short letter to the neighbours about the cat.';
  const from = of.indexOf('short letter');
  const anchor = anchorAt(of, from, from + 'short letter'.length)!;
  const later = `Dear all. ${of.replace('short letter', 'rather long note')}`;
  const place = placeOfAnchor(later, anchor);
  expect(place?.how).toBe('changed');
  expect(later.slice(place?.from, place?.to)).toBe('rather long note');
});

test('words that are gone have no place, and a long stretch is quoted by its beginning', () => {
  expect(placeOfAnchor('Something else.', anchorAt('All of it', 0, 9)!)).toBeNull();
  const anchor = anchorAt('x'.repeat(5000), 10, 4000);
  expect(anchor?.quote).toHaveLength(mostQuoted);
});

test('words that were rewritten at the very beginning or end of a text are what stands there now', () => {
  const of = 'Recipe: omelette with herbs, for two.';
  const first = anchorAt(of, 0, 'Recipe'.length)!;
  const dish = of.replace('Recipe', 'Dish');
  expect(placeOfAnchor(dish, first)).toEqual({ from: 0, to: 4, how: 'changed' });
  const last = anchorAt(of, of.indexOf('two.'), of.length)!;
  const four = of.replace('two.', 'four people.');
  const place = placeOfAnchor(four, last);
  expect(four.slice(place?.from, place?.to)).toBe('four people.');
  const whole = anchorAt(of, 0, of.length)!;
  expect(placeOfAnchor('Something else.', whole)).toBeNull();
});
