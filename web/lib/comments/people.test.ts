import { expect, test } from 'vitest';
import { mentionsIn, offerAt, placesOfMentions } from './people';

test('a name after @ means its person, the longest of those that begin alike', () => {
  const people = [
    { id: 'a', name: 'Ann' },
    { id: 'b', name: 'Ann Marie' },
    { id: 'c', name: 'Bob' }
  ];
  expect(mentionsIn('Look, @ann marie and @Bob, at @nobody.', people)).toEqual(['b', 'c']);
  expect(mentionsIn('ann@example.org', people)).toEqual([]);
  expect(mentionsIn('bob@ann.example and @Annabel', people)).toEqual([]);
  const text = 'To @BOB: look.';
  const [place] = placesOfMentions(text, people);
  expect(text.slice(place?.from, place?.to)).toBe('@BOB');
});

test('after an @ those are offered whose names have a word that begins so', () => {
  const people = [
    { id: 'a', name: 'Ann' },
    { id: 'b', name: 'Ann Marie' },
    { id: 'c', name: 'Bob' }
  ];
  const offered = (text: string) => offerAt(text, text.length, people)?.people.map(({ id }) => id);
  expect(offered('Look, @')).toEqual(['a', 'b', 'c']);
  expect(offered('Look, @MA')).toEqual(['b']);
  expect(offered('Look, @ann m')).toEqual(['b']);
  expect(offered('Look, @ann')).toEqual(['a', 'b']);
  expect(offered('@Bob')).toBeUndefined();
  expect(offered('@Bob, are you there')).toBeUndefined();
  expect(offered('ann@')).toBeUndefined();
  expect(offerAt('@ann later', 4, people)).toMatchObject({ from: 0, to: 4 });
  expect(offerAt('no', 0, people)).toBeNull();
});
