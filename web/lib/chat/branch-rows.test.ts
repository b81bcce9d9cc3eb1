import { expect, test } from 'vitest';
import { activePath, plantTree } from '#shared/conversation-tree';
import { branchRows } from './branch-rows';
import type { ChatRow } from './chat-content';

const row = (id: string, parentId: string | null, createdAt: number): ChatRow => ({
  id,
  parentId,
  createdAt,
  deletedAt: null,
  text: id,
  parts: [],
  runId: null,
  role: id.startsWith('a') ? 'assistant' : 'user'
});
const rowsOf = (rows: ChatRow[], active: string | null = null) => {
  const tree = plantTree(rows);
  return branchRows(tree, activePath(tree, active)).map(({ id, depth, more, isShown }) => ({
    id,
    depth,
    more,
    isShown
  }));
};

test('a conversation that goes straight on has no map', () => {
  expect(rowsOf([row('q', null, 1), row('a', 'q', 2)])).toEqual([]);
});

test('each fork is indented, and straight stretches are counted', () => {
  const rows = [
    row('q', null, 1),
    row('a1', 'q', 2),
    row('a2', 'q', 3),
    row('q2', 'a1', 4),
    row('a3', 'q2', 5)
  ];
  expect(rowsOf(rows, 'a1')).toEqual([
    { id: 'q', depth: 0, more: 0, isShown: true },
    { id: 'a1', depth: 1, more: 2, isShown: true },
    { id: 'a2', depth: 1, more: 0, isShown: false }
  ]);
});
