import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readEscapes, showEscapes } from './escapes';

test('typed escapes become the characters they name', () => {
  expect(readEscapes('###\\n\\n')).toBe('###\n\n');
  expect(readEscapes('a\\d')).toBe('a\\d');
});

test('what is shown reads back as the same text', () => {
  const characters = fc.constantFrom('\\', '\n', '\t', '\r', 'n', 't', 'a');
  fc.assert(
    fc.property(fc.string({ unit: characters }), (text) => {
      expect(readEscapes(showEscapes(text))).toBe(text);
    })
  );
});
