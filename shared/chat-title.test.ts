import fc from 'fast-check';
import { expect, test } from 'vitest';
import { titleIn, titleRequest } from './chat-title';

test('a title is found in what models put around it', () => {
  const answers = [
    'Soup for six',
    '"Soup for six."',
    '**Soup for six**',
    'Title: Soup for six',
    '\n\n# Soup for six\n\nIt says what it is about.',
    '“Soup for six”',
    'Title: "Soup for six"'
  ];
  expect(new Set(answers.map(titleIn))).toEqual(new Set(['Soup for six']));
});

test('an answer without a word is no title, and a long one is cut between words', () => {
  expect(['', '…', '** **', '\n'].map(titleIn)).toEqual(['', '', '', '']);
  const long = titleIn('many words '.repeat(40));
  expect(long.length).toBeLessThanOrEqual(81);
  expect(long).toMatch(/ (many|words)…$/);
});

test('whatever a model answers, the title is one short line', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (answer) => {
      const title = titleIn(answer);
      expect([...title].length).toBeLessThanOrEqual(81);
      expect(title).not.toMatch(/\n/);
    })
  );
});

test('only the beginning of a conversation is read for it', () => {
  const path = Array.from({ length: 9 }, (_, at) => ({
    role: at % 2 ? ('assistant' as const) : ('user' as const),
    text: `${at}`.repeat(5000)
  }));
  const content = titleRequest(path, { model: 'c/m' }, 40);
  expect(content.modelConfig).toEqual({ model: 'c/m', maxTokens: 40 });
  expect(JSON.stringify(content).length).toBeLessThan(8000);
  expect(titleRequest(path, {}, null).modelConfig).toEqual({});
});
