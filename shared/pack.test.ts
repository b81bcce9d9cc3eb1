import fc from 'fast-check';
import { expect, test } from 'vitest';
import { packedRow, packOf, valueAt, without } from '#shared/pack';

const word = () => fc.constantFrom('a', 'b', 'c', '');
const stamp = fc.record({ mid: word(), eff: fc.nat(9) });
const row = fc.record({
  collection: fc.constant('runs'),
  id: fc.uuid(),
  seq: fc.nat(),
  body: fc.record({
    promptId: fc.option(word()),
    status: word(),
    startedAt: fc.nat(),
    preview: fc.string()
  }),
  stamps: fc.dictionary(word(), stamp)
});
const rows = fc.uniqueArray(row, { selector: ({ id }) => id });

test('a run comes out of a pack as it went in', () => {
  fc.assert(
    fc.property(rows, (given) => {
      const pack = packOf(given);
      expect(given.map((_, place) => packedRow(pack, place))).toEqual(given);
      given.forEach(({ body }, place) => {
        expect(valueAt(pack.head.promptId, place)).toBe(body.promptId);
        expect(pack.head.startedAt[place]).toBe(body.startedAt);
      });
    })
  );
});

test('a pack without some of its runs is the pack of the others', () => {
  fc.assert(
    fc.property(rows, fc.integer({ min: 1, max: 4 }), (given, every) => {
      const gone = new Set(given.filter((_, nth) => nth % every === 0).map(({ id }) => id));
      const left = given.filter(({ id }) => !gone.has(id));
      expect(without(packOf(given), gone)).toEqual(packOf(left));
    })
  );
});

test('there is no run beyond a pack’s end', () => {
  expect(() => packedRow(packOf([]), 0)).toThrow();
});
