import { expect, test } from 'vitest';
import { mentionsIn } from './people';

test('a name after @ means its person, the longest of those that begin alike', () => {
  const people = [
    { id: 'a', name: 'Ann' },
    { id: 'b', name: 'Ann Marie' },
    { id: 'c', name: 'Bob' }
  ];
  expect(mentionsIn('Look, @ann marie and @Bob, at @nobody.', people)).toEqual(['b', 'c']);
  expect(mentionsIn('ann@example.org', people)).toEqual([]);
});
