import { expect, test } from 'vitest';
import { carrySpans } from './carry-spans';

const typed = (content: string) => ({ content, spans: [] });

test('words a model wrote stay marked where they are kept', () => {
  const source = { content: 'Say: a red boat', spans: [{ from: 5, to: 15, runId: 'r' }] };
  expect(carrySpans('Now say: a red boat', [source])).toEqual([{ from: 9, to: 19, runId: 'r' }]);
});

test('a word typed between two that a model wrote is not the model’s', () => {
  const source = { content: 'one two', spans: [{ from: 0, to: 7, runId: 'r' }] };
  expect(carrySpans('one new two', [source])).toEqual([
    { from: 0, to: 4, runId: 'r' },
    { from: 8, to: 11, runId: 'r' }
  ]);
});

test('the first text that has a word says who wrote it', () => {
  const other = { content: 'alpha beta', spans: [{ from: 0, to: 10, runId: 'r' }] };
  expect(carrySpans('alpha', [typed('alpha'), other])).toEqual([]);
});

test('words of the other text keep the mark they have there', () => {
  const other = { content: 'alpha beta', spans: [{ from: 6, to: 10, runId: 'r' }] };
  expect(carrySpans('alpha gamma beta', [typed('alpha gamma'), other])).toEqual([
    { from: 12, to: 16, runId: 'r' }
  ]);
});
