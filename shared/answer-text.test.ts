import { expect, test } from 'vitest';
import { answerText, hasAnswer } from '#shared/answer-text';

const call = { id: 'c1', name: 'weather', arguments: '{"town":"Rome"}' };
const none = { text: '', reasoning: '', toolCalls: [] };

test('an answer is words, thoughts or calls', () => {
  expect(hasAnswer(none)).toBe(false);
  for (const part of [{ text: 'a' }, { reasoning: 'a' }, { toolCalls: [call] }])
    expect(hasAnswer({ ...none, ...part })).toBe(true);
});

test('as one text it is the words and then the calls, laid out where they are whole', () => {
  const unfinished = { ...call, arguments: '{"to' };
  expect(answerText({ text: 'Let me look.', toolCalls: [call, unfinished] })).toBe(
    'Let me look.\n\nweather\n{\n  "town": "Rome"\n}\n\nweather\n{"to'
  );
  expect(answerText(none)).toBe('');
});
