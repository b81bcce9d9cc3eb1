import { expect, test } from 'vitest';
import type { PromptContent } from '#shared/prompt-fields';
import { typedVariable } from './prompt-content.ts';
import { redactContent, secretsOf, withArticle } from './prompt-secrets.ts';

// Made up, and put together here, so that nobody's scanner takes this file for a leak.
const key = `ghp_${'q7Zt2LxW9vBn4KcR8sYp3HdF6mGj1TaUe5Qo'}`;
const content: PromptContent = {
  kind: 'messages',
  text: '',
  systemPrompt: `Use ${key}.`,
  modelConfig: {},
  outputSchema: null,
  variables: [{ ...typedVariable('key'), default: key }],
  tools: [{ name: 'get', description: `Needs ${key}` }],
  messages: [
    { role: 'user', content: 'hello' },
    {
      role: 'user',
      content: [
        { type: 'text', text: `and ${key}` },
        { type: 'toolCall', id: '1', name: 'get', arguments: `{"token":"${key}"}` }
      ]
    }
  ]
};

test('a secret is named with where it stands, and shown only in part', () => {
  const found = secretsOf(content);
  expect(found.map(({ where, message }) => [where, message])).toEqual([
    ['System text', null],
    ['Message 2', 1],
    ['Message 2', 1],
    ['Tools', null],
    ['Defaults of the variables', null]
  ]);
  for (const one of found) {
    expect(one).toMatchObject({ label: 'GitHub token', secret: key });
    expect(one.masked.length).toBeLessThan(12);
  }
});

test('a redacted prompt holds none of them, and everything else', () => {
  const safe = redactContent(content);
  expect(JSON.stringify(safe)).not.toContain(key);
  expect(secretsOf(safe)).toEqual([]);
  expect(safe.systemPrompt).toBe('Use [GitHub token removed].');
  expect(safe.messages?.[0]).toEqual(content.messages?.[0]);
});

test('a secret is named with its article', () => {
  expect(['OpenAI API key', 'xAI API key', 'GitHub token'].map(withArticle)).toEqual([
    'an OpenAI API key',
    'an xAI API key',
    'a GitHub token'
  ]);
});
