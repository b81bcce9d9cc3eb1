import { expect, test } from 'vitest';
import { freshRun } from '#shared/fold-run';
import { endWords } from './run-end';

const words = { done: 'Complete.', stopped: 'Stopped.', failed: 'The run failed.' };

test('what came is said to be kept only where something came', () => {
  const failed = { ...freshRun, status: 'failed' as const };
  expect(endWords(words, failed)).toBe('The run failed.');
  expect(endWords(words, { ...failed, text: 'Once' })).toBe('The run failed. What came is kept.');
  expect(endWords(words, { ...freshRun, status: 'stopped', text: 'Once' })).toBe(
    'Stopped. What came is kept.'
  );
  expect(endWords(words, { ...freshRun, status: 'done' })).toBe('Complete.');
});
