import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fuzzyScore, fuzzySort } from './fuzzy';

const titles = ['Open presets', 'New prompt', 'Undo completion', 'Go to runs', 'New project'];
const find = (query: string) => fuzzySort(query, titles, (title) => title);

test('initials find a command', () => {
  expect(find('np').slice(0, 2)).toEqual(['New prompt', 'New project']);
  expect(find('uc')[0]).toBe('Undo completion');
});

test('words found as they are typed come first', () => {
  expect(find('pres')[0]).toBe('Open presets');
  expect(find('runs')[0]).toBe('Go to runs');
});

test('what does not contain the letters in order is left out', () => {
  expect(find('zzz')).toEqual([]);
});

test('an empty query keeps everything in its order', () => {
  expect(find('')).toEqual(titles);
});

test('any part of a text is found in it', () => {
  fc.assert(
    fc.property(
      fc.stringMatching(/^[a-z ]{1,20}$/),
      fc.nat(19),
      fc.nat(19),
      (text, from, length) => {
        const part = text.slice(from, from + length);
        expect(fuzzyScore(part, text)).toBeGreaterThan(0);
      }
    )
  );
});
