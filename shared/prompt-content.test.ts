import fc from 'fast-check';
import { expect, test } from 'vitest';
import { defaultsOf } from '#shared/defaults';
import { orderedMessages, promptContent, variablesOf } from '#shared/prompt-content';

const row = (id: string, position: string, more = {}) => ({
  id,
  promptId: 'p',
  role: 'user' as const,
  text: id,
  parts: [],
  position,
  deletedAt: null,
  ...more
});

test('messages stand by position, then by id, and deleted ones are left out', () => {
  const rows = [row('c', 'b'), row('b', 'b'), row('a', 'z'), row('d', 'a', { deletedAt: 1 })];
  expect(orderedMessages(rows).map(({ id }) => id)).toEqual(['b', 'c', 'a']);
});

test('the order in which rows are read does not change the content', () => {
  const rows = ['a', 'b', 'c', 'd'].map((id, index) => row(id, index < 2 ? 'm' : 'n'));
  const prompt = { ...defaultsOf('prompts'), kind: 'messages' as const };
  const content = promptContent(prompt, rows);
  fc.assert(
    fc.property(fc.shuffledSubarray(rows, { minLength: 4 }), (shuffled) => {
      expect(promptContent(prompt, shuffled)).toEqual(content);
    })
  );
});

test('a message with parts begins with its text', () => {
  const image = { type: 'image' as const, mediaType: 'image/png', source: { data: 'AA' } };
  const prompt = { ...defaultsOf('prompts'), kind: 'messages' as const };
  const { messages } = promptContent(prompt, [
    row('a', 'a', { text: 'Look', parts: [image] }),
    row('b', 'b', { text: '', parts: [image] }),
    row('c', 'c')
  ]);
  expect(messages?.map(({ content }) => content)).toEqual([
    [{ type: 'text', text: 'Look' }, image],
    [image],
    'c'
  ]);
});

test('variables are those declared, then those typed, each once', () => {
  const declared = [
    { name: 'b', type: 'number' as const, required: false, default: '3', options: [] }
  ];
  expect(variablesOf(declared, ['{{a}} {{b}}', '{{a}}']).map(({ name }) => name)).toEqual([
    'b',
    'a'
  ]);
});

test('braces in a text to be completed are no variables', () => {
  const text = { content: '{{x}}', spans: [] };
  expect(promptContent({ ...defaultsOf('prompts'), text }).variables).toEqual([]);
});
