import { expect, test } from 'vitest';
import { subjectAt } from './share-subject';

test('what stands open is what is shared', () => {
  expect(subjectAt('/complete/a', '')).toEqual({ kind: 'prompt', id: 'a' });
  expect(subjectAt('/prompts/a', '')).toEqual({ kind: 'prompt', id: 'a' });
  expect(subjectAt('/chat/a', '')).toEqual({ kind: 'conversation', id: 'a' });
  expect(subjectAt('/snapshots/a', '')).toEqual({ kind: 'snapshot', id: 'a' });
  expect(subjectAt('/runs/a', '?status=done')).toEqual({ kind: 'run', ids: ['a'] });
  expect(subjectAt('/runs/compare', '?ids=a,b')).toEqual({ kind: 'run', ids: ['a', 'b'] });
});

test('lists, what is not kept yet and what never is cannot be shared', () => {
  for (const path of [
    '/',
    '/complete',
    '/complete/new',
    '/chat/new',
    '/chat/temporary',
    '/settings/about'
  ])
    expect(subjectAt(path, '')).toBeNull();
  expect(subjectAt('/runs/compare', '')).toBeNull();
  expect(subjectAt('/prompts/a/diff', '')).toBeNull();
});
