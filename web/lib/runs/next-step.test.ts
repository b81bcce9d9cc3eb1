import { expect, test } from 'vitest';
import { errorCodes, isRetryable } from '#shared/errors';
import { nextStepOf } from './next-step';

test.each(errorCodes)('%s has a next step', (code) => {
  const step = nextStepOf(code);
  // What waiting does not change is not answered with "run again", but with what has to change.
  const own = [
    'OUTPUT_LIMIT',
    'CANCELLED',
    'MEMBER_LEFT',
    'IDEMPOTENCY_MISMATCH',
    'SERVER_TOO_OLD'
  ];
  if (!isRetryable(code) && !own.includes(code)) expect(step).not.toBe('run');
});

test('a key is put right in the connections, a model in the picker', () => {
  expect(nextStepOf('INVALID_API_KEY')).toBe('connections');
  expect(nextStepOf('MODEL_NOT_FOUND')).toBe('model');
  expect(nextStepOf('SOMETHING_NEW')).toBe('run');
});
