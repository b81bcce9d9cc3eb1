import { expect, test } from 'vitest';
import { mayChangeComment } from '#shared/comment-rules';

const set = (...paths: string[]) =>
  Object.fromEntries(paths.map((path) => [path, { v: 1, base: null, baseEff: 0, ts: 1 }]));
const ada = { id: 'ada', manages: false };

test('one changes one’s own comment, and only settles another’s', () => {
  expect(mayChangeComment(null, set('body', 'subject'), ada)).toBe(true);
  expect(mayChangeComment({ author: 'ada' }, set('body', 'deletedAt'), ada)).toBe(true);
  expect(mayChangeComment({ author: 'bob' }, set('resolvedAt'), ada)).toBe(true);
  expect(mayChangeComment({ author: 'bob' }, set('body'), ada)).toBe(false);
  expect(mayChangeComment({ author: 'bob' }, set('resolvedAt', 'mentions'), ada)).toBe(false);
  expect(mayChangeComment({ author: 'bob' }, set('deletedAt'), ada)).toBe(false);
});

test('who manages may take another’s comment away, not rewrite it', () => {
  const boss = { id: 'boss', manages: true };
  expect(mayChangeComment({ author: 'bob' }, set('deletedAt'), boss)).toBe(true);
  expect(mayChangeComment({ author: 'bob' }, set('body', 'deletedAt'), boss)).toBe(false);
});
