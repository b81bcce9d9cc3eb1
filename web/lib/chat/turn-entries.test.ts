import { expect, test } from 'vitest';
import type { ChatRow } from './chat-content';
import { grewAtTop, turnEntries } from './turn-entries';

const row = (id: string): ChatRow => ({
  id,
  parentId: null,
  role: 'user',
  text: id,
  parts: [],
  runId: null,
  createdAt: 0,
  deletedAt: null
});
const summary = { text: 's', model: 'm', outputTokens: null, costNanoUsd: null, at: 0 };
const ids = (path: ChatRow[], unfolded: boolean) => turnEntries(path, unfolded).map(({ id }) => id);

test('a summary stands in the place of what it tells of, which unfolds below it', () => {
  const path = [row('a'), { ...row('b'), summary }, row('c')];
  expect(ids(path, false)).toEqual(['summary b', 'c', 'end']);
  expect(ids(path, true)).toEqual(['summary b', 'a', 'b', 'since', 'c', 'end']);
});

test('without a summary there is nothing to fold', () => {
  expect(ids([row('a'), row('b')], true)).toEqual(['a', 'b', 'end']);
});

test('older messages are told from a summary, its undoing, another branch and a new message', () => {
  const grew = (before: ChatRow[], now: ChatRow[]) =>
    grewAtTop(turnEntries(before, false), turnEntries(now, false));
  const [a, b, c, d] = [row('a'), row('b'), row('c'), row('d')];
  expect(grew([c, d], [a, b, c, d])).toBe(true);
  expect(grew([a, b], [a, b, c])).toBe(false);
  expect(grew([a, b], [c, d])).toBe(false);
  expect(grew([{ ...a, summary }, b], [a, b])).toBe(false);
  expect(grew([], [a])).toBe(false);
});
