import { expect, test } from 'vitest';
import { checkpointAfterMs, checkpointIn } from './checkpoint-due';

const minute = 60_000;

test('what a version holds is not kept again', () => {
  expect(checkpointIn({ changedAt: null, versionAt: 5 }, 100 * minute)).toBeNull();
});

test('changes are kept ten minutes after the first of them', () => {
  expect(checkpointIn({ changedAt: 0, versionAt: null }, 3 * minute)).toBe(7 * minute);
  expect(checkpointIn({ changedAt: 0, versionAt: null }, 25 * minute)).toBe(0);
});

test('a version made meanwhile begins the wait anew', () => {
  expect(checkpointIn({ changedAt: 0, versionAt: 8 * minute }, 10 * minute)).toBe(8 * minute);
});

test('a clock that was set back asks for no more than the whole wait', () => {
  expect(checkpointIn({ changedAt: 1e9, versionAt: 2e9 }, 0)).toBe(checkpointAfterMs);
});
