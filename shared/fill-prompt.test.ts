import { expect, test } from 'vitest';
import type { PromptContent, Variable } from '#shared/prompt-fields';
import { fillPrompt, missingValues, valueText } from '#shared/fill-prompt';

const variable = (name: string, more: Partial<Variable> = {}): Variable => ({
  name,
  type: 'text',
  required: true,
  default: null,
  options: [],
  ...more
});

const content = (more: Partial<PromptContent>): PromptContent => ({
  kind: 'messages',
  text: '',
  systemPrompt: '',
  messages: [],
  variables: [],
  modelConfig: {},
  tools: [],
  outputSchema: null,
  ...more
});

test('values of every type become text, and an empty one gives way to the default', () => {
  expect(valueText(variable('n'), { n: 6 })).toBe('6');
  expect(valueText(variable('b'), { b: false })).toBe('false');
  expect(valueText(variable('d', { default: 'x' }), { d: '' })).toBe('x');
  expect(valueText(variable('toString'), {})).toBeNull();
});

/** Of variables that all stand in its text. */
const asking = (...variables: Variable[]) =>
  content({ systemPrompt: variables.map(({ name }) => `{{${name}}}`).join(), variables });

test('a required variable without value and default is missing', () => {
  const three = asking(variable('a'), variable('b', { default: 'b' }), variable('c'));
  expect(missingValues(three, { c: 0 })).toEqual(['a']);
  expect(missingValues(asking(variable('a', { required: false })), {})).toEqual([]);
});

test('a value or a default that is none of its type is missing, and not put in its place', () => {
  const guests = variable('guests', { type: 'number', required: false, default: 'abc' });
  expect(missingValues(asking(guests), {})).toEqual(['guests']);
  expect(missingValues(asking(guests), { guests: 'twelve' })).toEqual(['guests']);
  expect(missingValues(asking(guests), { guests: 12 })).toEqual([]);
  expect(missingValues(asking(guests), { guests: ' 12.5 ' })).toEqual([]);
  const choice = variable('choice', { type: 'select', options: ['a'] });
  expect(missingValues(asking(choice), { choice: 'of before' })).toEqual([]);
  expect(missingValues(asking(variable('b', { type: 'boolean' })), { b: false })).toEqual([]);
});

test('a variable that stands nowhere is not missing', () => {
  const variables = [variable('spare'), variable('dish')];
  expect(missingValues(content({ systemPrompt: 'Cook.', variables }), {})).toEqual([]);
  const part = { type: 'toolResult' as const, id: '1', name: 'find', text: '{{dish}}' };
  const messages = [{ role: 'user' as const, content: [part] }];
  expect(missingValues(content({ messages, variables }), {})).toEqual(['dish']);
});

test('system text, messages, text parts and tool results are filled; pictures are left', () => {
  const image = { type: 'image' as const, mediaType: 'image/png', source: { data: '{{dish}}' } };
  const filled = fillPrompt(
    content({
      systemPrompt: 'Cook {{dish}}.',
      variables: [variable('dish')],
      messages: [
        { role: 'user', content: '{{dish}} please' },
        {
          role: 'user',
          content: [
            { type: 'text', text: 'Like {{dish}}' },
            image,
            { type: 'toolResult', id: '1', name: 'find', text: '{{dish}}' }
          ]
        }
      ]
    }),
    { dish: 'soup' }
  );
  expect(filled.systemPrompt).toBe('Cook soup.');
  expect(filled.messages?.[0]?.content).toBe('soup please');
  expect(filled.messages?.[1]?.content).toEqual([
    { type: 'text', text: 'Like soup' },
    image,
    { type: 'toolResult', id: '1', name: 'find', text: 'soup' }
  ]);
});

test('only declared variables are filled, and one that nobody needs is left out', () => {
  const filled = fillPrompt(
    content({ systemPrompt: '{{a}}{{b}}.', variables: [variable('a', { required: false })] }),
    { b: 'no' }
  );
  expect(filled.systemPrompt).toBe('{{b}}.');
  const plain = content({ text: String.raw`\{{a}} {{a}}` });
  expect(fillPrompt(plain, { a: 'x' })).toBe(plain);
});

test('what was written for a tool goes with the call it answers, filled', () => {
  const call = { type: 'toolCall' as const, id: '1', name: 'find', arguments: '{}' };
  const messages: Message[] = [
    { role: 'assistant', content: [call] },
    { role: 'tool', content: 'Found {{dish}}' }
  ];
  const filled = fillPrompt(content({ variables: [variable('dish')], messages }), { dish: 'soup' });
  expect(filled.messages?.[1]?.content).toEqual([
    { type: 'toolResult', id: '1', name: 'find', text: 'Found soup' }
  ]);
});
