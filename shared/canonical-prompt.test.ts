import fc from 'fast-check';
import { expect, test } from 'vitest';
import { canonicalJson } from '#shared/canonical-prompt';

test('the order of keys and undefined members make no difference', () => {
  expect(canonicalJson({ b: 1, a: { d: [1, { z: 1, y: 2 }], c: undefined } })).toBe(
    '{"a":{"d":[1,{"y":2,"z":1}]},"b":1}'
  );
});

test('canonical JSON reads back as the same value', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const again: unknown = JSON.parse(canonicalJson(value));
      expect(again).toEqual(JSON.parse(JSON.stringify(value)));
      expect(canonicalJson(again)).toBe(canonicalJson(value));
    })
  );
});
