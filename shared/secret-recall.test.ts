import { expect, test } from 'vitest';
import { findSecrets } from './secret-scan.ts';
import { cleanChats, contexts, keyTypes, textsWithSecrets } from './testing/secret-corpus.ts';

test('the scan finds at least 95 of 100 made-up keys, of each kind and in each place, whole', () => {
  const texts = textsWithSecrets(20);
  const isFound = ({ text, from, to }: (typeof texts)[number]) =>
    findSecrets(text).some((found) => found.from <= from && to <= found.to);
  const recall = (of: typeof texts) => of.filter(isFound).length / of.length;
  expect(Object.keys(keyTypes).length).toBeGreaterThanOrEqual(20);
  expect(recall(texts)).toBeGreaterThanOrEqual(0.99);
  for (const type of Object.keys(keyTypes))
    expect(recall(texts.filter((one) => one.type === type)), type).toBeGreaterThanOrEqual(0.95);
  for (const context of Object.keys(contexts))
    expect(recall(texts.filter((one) => one.context === context)), context).toBeGreaterThanOrEqual(
      0.95
    );
});

test('of 1,000 chats full of what only looks like a secret it stops at most one of a hundred', () => {
  const chats = cleanChats(1_000);
  const stopped = chats.filter((chat) => findSecrets(chat).length > 0);
  expect(stopped.length / chats.length).toBeLessThanOrEqual(0.01);
});
