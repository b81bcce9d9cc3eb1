import { expect, test } from 'vitest';
import { mayChangeComment } from '#shared/comment-rules';

const ada = { id: 'ada', manages: false };

test('one changes one’s own comment, and only settles another’s', () => {
  expect(mayChangeComment(null, ['body', 'subject'], ada)).toBe(true);
  expect(mayChangeComment({ author: 'ada' }, ['body', 'deletedAt'], ada)).toBe(true);
  expect(mayChangeComment({ author: 'bob' }, ['resolvedAt'], ada)).toBe(true);
  expect(mayChangeComment({ author: 'bob' }, ['body'], ada)).toBe(false);
  expect(mayChangeComment({ author: 'bob' }, ['resolvedAt', 'mentions'], ada)).toBe(false);
  expect(mayChangeComment({ author: 'bob' }, ['deletedAt'], ada)).toBe(false);
});

test('who manages may take another’s comment away, not rewrite it', () => {
  const boss = { id: 'boss', manages: true };
  expect(mayChangeComment({ author: 'bob' }, ['deletedAt'], boss)).toBe(true);
  expect(mayChangeComment({ author: 'bob' }, ['body', 'deletedAt'], boss)).toBe(false);
});
