import { expect, test } from 'vitest';
import { messagesContent, textContent } from '#shared/import/draft';
import { importPreview } from './import-preview';

test('a preview shows how each text begins, who says it, and how much more there is', () => {
  const content = messagesContent({
    systemPrompt: 'You are\n  a chef.',
    messages: [
      { role: 'user', content: 'Cook {{dish}}' },
      { role: 'assistant', content: [{ type: 'text', text: 'Soup.' }] },
      { role: 'user', content: 'Again' },
      { role: 'user', content: 'And again' }
    ],
    tools: [{ type: 'function' }]
  });
  expect(importPreview(content, { valueSets: 2 })).toEqual({
    begins: [
      { who: 'System', text: 'You are a chef.' },
      { who: 'User', text: 'Cook {{dish}}' },
      { who: 'Assistant', text: 'Soup.' },
      { who: 'User', text: 'Again' }
    ],
    more: 1,
    facts: ['4 messages', '1 variable', '2 value sets', '1 tool']
  });
});

test('a long text is shown by its beginning, and a message without words says so', () => {
  const [only] = importPreview(textContent('word '.repeat(100_000), {})).begins;
  expect([only?.who, only?.text.length]).toEqual(['Text', 240]);
  const source = { url: 'https://example.org/a.png' };
  const image = { type: 'image' as const, mediaType: 'image/png', source };
  const content = messagesContent({ messages: [{ role: 'user', content: [image] }] });
  expect(importPreview(content).begins[0]?.text).toBe('An image, a file or a call of a tool');
});
