import { expect, test } from 'vitest';
import { freshRun } from '#shared/fold-run';
import { answerText, endWords, hasAnswer } from './answer';

const call = { id: 'c1', name: 'weather', arguments: '{"town":"Rome"}' };
const words = { done: 'Complete.', stopped: 'Stopped.', failed: 'The run failed.' };

test('an answer is words, thoughts or calls', () => {
  expect(hasAnswer(freshRun)).toBe(false);
  for (const part of [{ text: 'a' }, { reasoning: 'a' }, { toolCalls: [call] }])
    expect(hasAnswer({ ...freshRun, ...part })).toBe(true);
});

test('as one text it is the words and then the calls, laid out where they are whole', () => {
  const unfinished = { ...call, arguments: '{"to' };
  expect(answerText({ text: 'Let me look.', toolCalls: [call, unfinished] })).toBe(
    'Let me look.\n\nweather\n{\n  "town": "Rome"\n}\n\nweather\n{"to'
  );
  expect(answerText({ text: '', toolCalls: [] })).toBe('');
});

test('what came is said to be kept only where something came', () => {
  const failed = { ...freshRun, status: 'failed' as const };
  expect(endWords(words, failed)).toBe('The run failed.');
  expect(endWords(words, { ...failed, text: 'Once' })).toBe('The run failed. What came is kept.');
  expect(endWords(words, { ...freshRun, status: 'stopped', text: 'Once' })).toBe(
    'Stopped. What came is kept.'
  );
  expect(endWords(words, { ...freshRun, status: 'done' })).toBe('Complete.');
});
