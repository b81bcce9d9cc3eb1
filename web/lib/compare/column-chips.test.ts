import { expect, test } from 'vitest';
import type { PromptContent } from '#shared/prompt-fields';
import { chipsOfColumns } from './column-chips';

const content = (given: Partial<PromptContent> = {}): PromptContent => ({
  kind: 'messages',
  text: '',
  systemPrompt: 'You are a great chef.',
  tools: [],
  messages: [{ role: 'user', content: 'Write a recipe for {{dish}}.' }],
  variables: [{ name: 'dish', type: 'text', required: true, default: null, options: [] }],
  modelConfig: { model: 'a/b', temperature: 0.7, seed: 1 },
  outputSchema: null,
  ...given
});
const say = (columns: Parameters<typeof chipsOfColumns>[0]) =>
  chipsOfColumns(columns).map((chips) => chips.map(({ text }) => text));

test('columns that were asked the same have nothing to say', () => {
  const asked = { content: content(), values: { dish: 'cake' } };
  expect(say([asked, { ...asked }])).toEqual([[], []]);
});

test('parameters that differ stand in every column, a missing one as the default', () => {
  const one = { content: content(), values: {} };
  const two = { content: content({ modelConfig: { model: 'c/d', seed: 1 } }), values: {} };
  expect(say([one, two])).toEqual([['temperature 0.7'], ['temperature default']]);
});

test('the prompt is compared with that of the first', () => {
  const one = { content: content(), values: { dish: 'cake' } };
  const two = {
    content: content({
      systemPrompt: 'You are a chef.',
      messages: [
        { role: 'user', content: 'Write a short recipe for {{dish}}.' },
        { role: 'assistant', content: 'Gladly.' }
      ]
    }),
    values: { dish: 'pancakes' }
  };
  expect(say([one, two])).toEqual([
    ['dish: cake'],
    ['dish: pancakes', 'system text −1 word', 'user 1 +1 word', '1 message more']
  ]);
});

test('a column whose prompt is not here says nothing, and hides nothing of the others', () => {
  const one = { content: content(), values: {} };
  const two = { content: content({ modelConfig: { temperature: 1 } }), values: {} };
  expect(say([one, { content: null, values: {} }, two])[1]).toEqual([]);
  expect(say([one, { content: null, values: {} }, two])[2]).toEqual([
    'temperature 1',
    'seed default'
  ]);
});
