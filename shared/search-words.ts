/*
 * What a word is to search, on the device and on the server: runs of letters and digits without case, accents
 * and compatibility forms. Scripts that are written without spaces give one word for each character, so that a
 * few of them are found in the middle of a sentence (as a phrase).
 */

/** A word and where it stands: `[from, to)` in UTF-16 units of the text. */
export interface PlacedWord {
  word: string;
  from: number;
  to: number;
}

/** Grows whenever one text would give other words: an index of another version is made anew. */
export const wordsVersion = 2;

/** What lies beyond is no part of a word: a key or an address of a thousand characters is found by its beginning. */
const longest = 64;
const spaceless = ['Han', 'Hiragana', 'Katakana', 'Thai', 'Lao', 'Khmer', 'Myanmar']
  .map((script) => `\\p{Script=${script}}`)
  .join('');
const runs = new RegExp(
  `[${spaceless}]\\p{M}*|(?![${spaceless}])[\\p{L}\\p{N}](?:(?![${spaceless}])[\\p{L}\\p{N}\\p{M}])*`,
  'gu'
);
const notAscii = /[^\0-\x7f]/;
const asciiRuns = /[a-z0-9]+/g;

export function wordsOf(text: string): string[] {
  if (notAscii.test(text)) return placedWords(text).map(({ word }) => word);
  const words = text.toLowerCase().match(asciiRuns) ?? [];
  return words.map((word) => (word.length > longest ? word.slice(0, longest) : word));
}

export function placedWords(text: string): PlacedWord[] {
  if (!notAscii.test(text))
    return [...text.toLowerCase().matchAll(asciiRuns)].map(({ 0: run, index }) => ({
      word: run.slice(0, longest),
      from: index,
      to: index + run.length
    }));
  return [...text.matchAll(runs)].flatMap(({ 0: run, index }) =>
    // A character such as ㍍ stands for several words, all of them at its place.
    fold(run).map((word) => ({ word, from: index, to: index + run.length }))
  );
}

/** The words of a value to be compared as a whole: `Näïve-Draft` is `naive draft`. */
export function foldedText(text: string): string {
  return wordsOf(text).join(' ');
}

function fold(run: string): string[] {
  if (!notAscii.test(run)) return [run.toLowerCase().slice(0, longest)];
  // Down, up and down again, for what has case in one direction only (ẞ, ß, SS); then the marks this may have made go.
  const plain = run
    .normalize('NFKD')
    .toLowerCase()
    .toUpperCase()
    .toLowerCase()
    .normalize('NFKD')
    .replace(/[^\p{L}\p{N}]/gu, '')
    .replaceAll('ς', 'σ');
  return (plain.match(runs) ?? []).map((word) =>
    word.length <= longest ? word : word.slice(0, longest).replace(/[\ud800-\udbff]$/, '')
  );
}
