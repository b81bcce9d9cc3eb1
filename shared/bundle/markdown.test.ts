import { expect, test } from 'vitest';
import type { Prompt, Run } from '#shared/collections';
import { defaultsOf } from '#shared/defaults';
import { pagePath, promptMarkdown } from './markdown.ts';

const stamp = { createdAt: 0, updatedAt: 0, deletedAt: null };
const prompt: Prompt = {
  ...defaultsOf('prompts'),
  ...stamp,
  id: 'p1',
  text: { content: 'Say ``` to her', spans: [] }
};
const run: Run = {
  ...defaultsOf('runs'),
  ...stamp,
  id: 'r1',
  modelAsked: 'sample/one',
  status: 'done',
  preview: 'Hel'
};

test('a page stands under what lists call its prompt, and no fence in it ends its text', () => {
  const page = promptMarkdown('Say to her', prompt, []);
  expect(page).toContain('# Say to her\n');
  expect(page).toContain('````\nSay ``` to her\n````');
});

test('two prompts that are called alike lie apart', () => {
  const taken = new Set<string>();
  const path = () => pagePath({ title: 'Soup: “hot”/cold', projectId: null }, [], taken);
  expect([path(), path()]).toEqual([
    'prompts/Soup “hot” cold.md',
    'prompts/Soup “hot” cold (2).md'
  ]);
});

test('a run shows what came: its words, or the first of them, and the tools it called', () => {
  const output = { runId: 'r1', text: '', reasoning: '', logprobs: null };
  const call = { id: 'c1', name: 'weather', arguments: '{"town":"Rome"}' };
  const called = { run, output: { ...output, toolCalls: [call] } };
  const page = promptMarkdown('Say', prompt, [], [called, { run, output: null }]);
  expect(page).toContain('sample/one: done\n\nCalls `weather`:\n\n```json\n{"town":"Rome"}\n```');
  expect(page).toContain('sample/one: done\n\n```\nHel\n```');
});
