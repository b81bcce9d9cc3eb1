import { expect, test } from 'vitest';
import { completionsAt } from './completions';

const known = {
  tags: ['draft', 'late night'],
  models: ['sample/brief'],
  projects: ['Cookbook'],
  people: ['Bob Kay'],
  now: Date.UTC(2026, 10, 21, 23),
  zoneMinutes: 120
};
const texts = (text: string, caret = text.length) =>
  completionsAt(text, caret, known).map((each) => each.text);

test('a beginning of a filter becomes it, also where it excludes', () => {
  expect(texts('cat t')).toEqual(['tag:', 'tokens:']);
  expect(completionsAt('cat -ta', 7, known)).toMatchObject([{ from: 5, to: 7, text: 'tag:' }]);
  expect(texts('cat')).toEqual([]);
  expect(texts('')).toEqual([]);
});

test('a filter is completed by what there is, quoted where it has to be', () => {
  expect(texts('tag:')).toEqual(['tag:draft ', 'tag:"late night" ']);
  expect(texts('tag:night')).toEqual(['tag:"late night" ']);
  expect(texts('in:cook')).toEqual(['in:Cookbook ']);
  expect(texts('model:bri')).toEqual(['model:sample/brief ']);
  expect(texts('status:fail')).toEqual(['status:failed ']);
  expect(texts('tag:draft')).toEqual([]);
  expect(texts('by:')).toEqual([
    'by:me ',
    'by:"Bob Kay" ',
    'by:user ',
    'by:assistant ',
    'by:system '
  ]);
  expect(texts('by:ka')).toEqual(['by:"Bob Kay" ']);
});

test('days are those of the asker', () => {
  expect(texts('after:')).toEqual([
    'after:2026-11-22 ',
    'after:2026-11-15 ',
    'after:2026-11 ',
    'after:2026 '
  ]);
});

test('only the piece at the caret is completed', () => {
  expect(texts('tag: cat', 4)).toEqual(['tag:draft ', 'tag:"late night" ']);
  expect(texts('tag: cat', 8)).toEqual([]);
});
