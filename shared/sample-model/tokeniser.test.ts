import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { documents } from '#shared/sample-model/corpus';
import { detokenise, fit, tokenise, wordOf } from '#shared/sample-model/tokeniser';

describe('tokenising', () => {
  test('gives back every text, whatever is in it', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => detokenise(tokenise(text)) === text)
    );
  });

  test('gives back texts of words, spaces, line ends and signs', () => {
    const part = fc.constantFrom(
      'cat',
      ' ',
      '\n',
      '\t',
      '\r\n',
      '👩‍🍳',
      "don't",
      '12345',
      '…',
      '́',
      'ß',
      '語'
    );
    fc.assert(
      fc.property(fc.array(part), (parts) => {
        const text = parts.join('');
        return detokenise(tokenise(text)) === text;
      })
    );
  });

  test('gives back half a surrogate pair', () => {
    expect(detokenise(tokenise('a\ud83d b\udc00'))).toBe('a\ud83d b\udc00');
  });

  test('puts the space to the word after it', () => {
    expect(tokenise('The  cat sat.\n\nIt’s fine')).toEqual([
      'The',
      ' ',
      ' cat',
      ' sat',
      '.',
      '\n\n',
      'It’s',
      ' fine'
    ]);
  });

  test('cuts a long word into pieces', () => {
    const word = 'a'.repeat(40);
    expect(tokenise(word)).toEqual(['a'.repeat(16), 'a'.repeat(16), 'a'.repeat(8)]);
  });

  test('reads a megabyte of blanks in reasonable time', () => {
    expect(tokenise(' '.repeat(1_000_000)).length).toBe(1);
  });
});

test('a word is the same however it is spaced and capitalised', () => {
  expect(wordOf(' The')).toBe(wordOf('the'));
  expect(wordOf('\n\n\n')).toBe('\n\n');
  expect(wordOf('   ')).toBeNull();
});

test('a token fits what stands before it', () => {
  expect(fit(' time', 'a ')).toBe('time');
  expect(fit(' time', 'a')).toBe(' time');
  expect(fit('The', 'a')).toBe(' The');
  expect(fit('.', 'a')).toBe('.');
  expect(fit(' time', '')).toBe('time');
});

test('the corpus is at least 45 KB of pieces that all differ', () => {
  expect(documents.join('').length).toBeGreaterThan(45_000);
  expect(new Set(documents).size).toBe(documents.length);
});
