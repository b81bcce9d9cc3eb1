import fc from 'fast-check';
import { expect, test } from 'vitest';
import { stampsOf, stampsText } from './stored-stamps.ts';

const path = fc.constantFrom('name', 'text', 'kind', 'modelConfig.topP', 'deletedAt', 'createdAt');
const stamp = fc.oneof(
  fc.record({ mid: fc.constantFrom('a', 'b'), eff: fc.constantFrom(1, 2) }),
  fc.record({ mid: fc.constant('a~b'), eff: fc.constant(1), over: fc.constant('c') })
);

test('stamps read back as they were stored', () => {
  fc.assert(
    fc.property(fc.dictionary(path, stamp, { noNullPrototype: true }), (stamps) => {
      expect(stampsOf(stampsText(stamps))).toEqual(stamps);
    })
  );
});

test('what one change has set is said once, and a deletion by itself', () => {
  const stamps = {
    name: { mid: 'a', eff: 1 },
    kind: { mid: 'a', eff: 1 },
    text: { mid: 'b', eff: 2 },
    deletedAt: { mid: 'a', eff: 1 }
  };
  expect(stampsText(stamps)).toBe(
    '{"text":{"mid":"b","eff":2},"deletedAt":{"mid":"a","eff":1},"=":[["a",1,"name","kind"]]}'
  );
});

test('stamps that all stand by themselves still read', () => {
  const stamps = { name: { mid: 'a', eff: 1 }, kind: { mid: 'a', eff: 1 } };
  expect(stampsOf(JSON.stringify(stamps))).toEqual(stamps);
});
