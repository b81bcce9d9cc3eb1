import { expect, test } from 'vitest';
import { threeViews } from './three-views';

const changed = (pieces: { text: string; changed: boolean }[] | null) =>
  pieces?.filter((piece) => piece.changed).map(({ text }) => text);

test('each text shows what is new in it, and the base what either changed', () => {
  const views = threeViews('one TWO three', 'one two THREE', 'one two three');
  expect(changed(views.now)).toEqual(['TWO']);
  expect(changed(views.other)).toEqual(['THREE']);
  expect(changed(views.base)).toEqual(['two', 'three']);
  expect(views.base?.map(({ text }) => text).join('')).toBe('one two three');
});

test('without the text both were made from, the two are marked against each other', () => {
  const views = threeViews('one two', 'one too', null);
  expect([changed(views.now), changed(views.other), views.base]).toEqual([['two'], ['too'], null]);
});
