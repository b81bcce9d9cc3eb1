import { expect, test } from 'vitest';
import { editedAfterDeletion } from './edited-after-deletion';

const at = (mid: string, eff: number) => ({ mid, eff });

test('an edit that came after the deletion is told, one before it is not', () => {
  expect(editedAfterDeletion({ deletedAt: at('d', 5), text: at('a', 9) })).toBe(9);
  expect(editedAfterDeletion({ deletedAt: at('d', 5), text: at('a', 4) })).toBeNull();
});

test('what is not written by a person, and what was made with the deletion, is no edit', () => {
  expect(editedAfterDeletion({ deletedAt: at('d', 5), latestVersionId: at('a', 9) })).toBeNull();
  expect(editedAfterDeletion({ deletedAt: at('d', 5), name: at('d', 9) })).toBeNull();
});

test('a record that was never deleted has no such edit', () => {
  expect(editedAfterDeletion({ text: at('a', 9) })).toBeNull();
});
