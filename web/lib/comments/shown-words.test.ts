import { expect, test } from 'vitest';
import { sameWords } from './shown-words';

const source =
  'Take **all of** the [bread](https://bread.example/the/loaf) and `cut(it)`.\n\n- One _slice_ each\n- Two for the cat\n\nThe bread is all.';
const shown =
  'Take \nall of\n the \nbread\n and \ncut(it)\n.\nOne \nslice\n each\nTwo for the cat\nThe bread is all.';

function sourceOf(words: string, after = 0) {
  const from = shown.indexOf(words, after);
  const found = sameWords(shown, source, { from, to: from + words.length });
  return found && source.slice(found.from, found.to);
}

test('words selected across bold, a link and code are found in what was written', () => {
  expect(sourceOf('Take \nall of\n the \nbread')).toBe('Take **all of** the [bread');
  expect(sourceOf('of\n the \nbread\n and \ncut')).toBe(
    'of** the [bread](https://bread.example/the/loaf) and `cut'
  );
});

test('words selected across items of a list are found, also parts of words', () => {
  expect(sourceOf('lice\n each\nTwo f')).toBe('lice_ each\n- Two f');
});

test('of equal words those are found that were selected', () => {
  const from = shown.lastIndexOf('bread');
  const found = sameWords(shown, source, { from, to: from + 5 });
  expect(found?.from).toBe(source.lastIndexOf('bread'));
});

test('the sign after the last word goes with it', () => {
  expect(sourceOf('The bread is all.')).toBe('The bread is all.');
});

test('the way back leads to the words on the screen', () => {
  const from = source.indexOf('**all of** the [bread');
  const found = sameWords(source, shown, { from, to: from + '**all of** the [bread'.length });
  expect(found && shown.slice(found.from, found.to)).toBe('all of\n the \nbread');
});

test('words that are not there are not found', () => {
  expect(sameWords('other words', source, { from: 0, to: 11 })).toBeNull();
  expect(sameWords(shown, source, { from: 5, to: 6 })).toBeNull();
});
