import { expect, test } from 'vitest';
import { previewOf, titleFrom } from './chat-words';

test('a title is the first line, without marks, cut between two words', () => {
  expect(titleFrom('\n## Which **edit** wins?\n\nMore')).toBe('Which **edit** wins?');
  expect(titleFrom('   \n ')).toBe('');
  const long = titleFrom(`${'word '.repeat(30)}`);
  expect(long).toMatch(/word…$/);
  expect(long.length).toBeLessThanOrEqual(61);
  expect(titleFrom('x'.repeat(100))).toBe(`${'x'.repeat(60)}…`);
});

test('a title never cuts a letter of two code units apart', () => {
  expect(titleFrom('😀'.repeat(80))).toBe(`${'😀'.repeat(60)}…`);
});

test('a preview is one line', () => {
  expect(previewOf('a\n\n  b\tc')).toBe('a b c');
});
