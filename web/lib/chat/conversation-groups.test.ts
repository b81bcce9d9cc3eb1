import { expect, test } from 'vitest';
import { listRows, type ListedChat } from './conversation-groups';

const now = new Date(2026, 5, 15, 9, 30).getTime();
const chat = (id: string, updatedAt: number, more: Partial<ListedChat> = {}): ListedChat => ({
  id,
  title: `Title ${id}`,
  pinned: false,
  updatedAt,
  deletedAt: null,
  ...more
});
const shown = (chats: ListedChat[], query = '') =>
  listRows(chats, query, now).map((row) => (row.kind === 'heading' ? `# ${row.label}` : row.id));

test('conversations stand under the day they were last changed, pinned ones above', () => {
  const hour = 60 * 60 * 1000;
  expect(
    shown([
      chat('old', new Date(2024, 0, 5).getTime()),
      chat('last night', now - 10 * hour),
      chat('today', now - hour),
      chat('week', now - 4 * 24 * hour),
      chat('pinned', now - 300 * 24 * hour, { pinned: true }),
      chat('gone', now, { deletedAt: 1 })
    ])
  ).toEqual([
    '# Pinned',
    'pinned',
    '# Today',
    'today',
    '# Yesterday',
    'last night',
    '# This week',
    'week',
    '# January 2024',
    'old'
  ]);
});

test('a search asks for all of its words, in any order', () => {
  const all = [chat('a', now, { title: 'Lisbon in March' }), chat('b', now, { title: 'March' })];
  expect(shown(all, ' march LISBON ')).toEqual(['# Today', 'a']);
  expect(shown(all, 'porto')).toEqual([]);
});
