import fc from 'fast-check';
import { expect, test } from 'vitest';
import { labelName } from './label-name';

test.each([
  ['Production', 'production'],
  ['  ready for review ', 'ready-for-review'],
  ['v1.2_final', 'v1.2_final'],
  ['Größe', 'größe'],
  ['/', null],
  ['', null]
])('“%s” is kept as %s', (typed, kept) => {
  expect(labelName(typed)).toBe(kept);
});

test('a name that is kept stays what it is', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (typed) => {
      const name = labelName(typed);
      if (name !== null) expect(labelName(name)).toBe(name);
    })
  );
});
