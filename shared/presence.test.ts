import fc from 'fast-check';
import { expect, test } from 'vitest';
import { forgetAfterMs, whoIsThere } from './presence';
import type { Said } from './presence';

const said = (userId: string, doing: Said['doing'], at = 0): Said => ({
  userId,
  name: `Name of ${userId}`,
  doing,
  at
});

test('a person with two pages is shown once, and writes if they write in one of them', () => {
  const all = [said('b', 'editing'), said('b', 'viewing'), said('a', 'viewing')];
  expect(whoIsThere(all, 1, 'me')).toEqual([
    { name: 'Name of a', doing: 'viewing' },
    { name: 'Name of b', doing: 'editing' }
  ]);
});

test('whoever asks is not told of themselves, nor of anybody who has not been heard of in time', () => {
  const all = [said('me', 'editing'), said('a', 'viewing', 0), said('b', 'viewing', 1)];
  expect(whoIsThere(all, forgetAfterMs, 'me')).toEqual([{ name: 'Name of b', doing: 'viewing' }]);
});

test('who is shown does not depend on the order in which they were heard', () => {
  const one = fc.record({
    userId: fc.constantFrom('a', 'b', 'c', 'me'),
    name: fc.constantFrom('Ada', 'Bob'),
    doing: fc.constantFrom('viewing' as const, 'editing' as const),
    at: fc.nat(2 * forgetAfterMs)
  });
  // A person has one name, whatever page they have.
  const named = fc
    .array(one)
    .map((all) => all.map((each) => ({ ...each, name: each.userId === 'a' ? 'Ada' : 'Bob' })));
  fc.assert(
    fc.property(named, fc.nat(3 * forgetAfterMs), (all, now) => {
      const shown = whoIsThere(all, now, 'me');
      expect(whoIsThere([...all].reverse(), now, 'me')).toEqual(shown);
      expect(shown.length).toBeLessThanOrEqual(3);
    })
  );
});
