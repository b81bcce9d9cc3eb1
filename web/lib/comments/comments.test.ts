import { afterEach, beforeEach, expect, test } from 'vitest';
import { anchorAt } from '#shared/comment-anchor';
import { createDevice, type Device } from '$lib/testing/device';
import { createTestServer, type TestServer } from '../../../sync-server/testing/server';
import { addComment, commentsOf, deleteComment, markRead, readUntil } from './comments';
import { unreadEverywhere, unreadOf } from './unread';
import { editComment, resolveThread, threadsOf, type Subject } from './comments';

let server: TestServer;
let phone: Device;
let laptop: Device;
const subject: Subject = { kind: 'prompt', id: 'p' };
beforeEach(() => {
  server = createTestServer();
  phone = createDevice('phone', (path, init) => server.request(path, init));
  laptop = createDevice('laptop', (path, init) => server.request(path, init));
});
afterEach(async () => {
  phone.close();
  laptop.close();
  await server.close();
});

const text = 'Dear all, the cat is back. Yours, Tom';
function on(words: string) {
  const from = text.indexOf(words);
  return { ...anchorAt(text, from, from + words.length)!, field: 'text', versionId: null };
}

test('a thread begun offline is answered and resolved elsewhere, and stands in the order of the words', async () => {
  await addComment(phone.store, subject, { body: ' Which cat? ', anchor: on('the cat') });
  await addComment(phone.store, subject, { body: 'On the whole: good.' });
  await addComment(phone.store, subject, { body: 'Formal?', anchor: on('Dear all') });
  await phone.sync();
  await laptop.sync();
  const [first] = await commentsOf(laptop.db, subject);
  expect(first).toMatchObject({ body: 'Which cat?', author: 'ada' });
  await addComment(laptop.store, subject, { body: 'Ours.', parentId: first!.id });
  await resolveThread(laptop.store, first!.id, true);
  await laptop.sync();
  await phone.sync();

  const comments = await commentsOf(phone.db, subject);
  const threads = threadsOf(comments, [{ field: 'text', text: `Hello! ${text}` }]);
  expect(threads.map(({ comment }) => comment.body)).toEqual([
    'Formal?',
    'Which cat?',
    'On the whole: good.'
  ]);
  expect(threads[1]).toMatchObject({
    place: { from: 17, to: 24, how: 'exact' },
    isLost: false,
    answers: [{ body: 'Ours.' }]
  });
  expect(threads[1]?.comment.resolvedAt).not.toBeNull();
  const gone = threadsOf(comments, [{ field: 'text', text: 'Nothing of it.' }]);
  expect(gone.filter(({ isLost }) => isLost)).toHaveLength(2);
});

test('what was deleted goes with its answers and comes back with them; a device knows what it showed', async () => {
  await addComment(phone.store, subject, { body: 'One' });
  const [one] = await commentsOf(phone.db, subject);
  await addComment(phone.store, subject, { body: 'Two', parentId: one!.id });
  const undo = await deleteComment(phone.store, one!.id);
  expect(threadsOf(await commentsOf(phone.db, subject), [])).toEqual([]);
  await undo();
  expect(threadsOf(await commentsOf(phone.db, subject), [])).toHaveLength(1);
  await markRead(phone.db, subject, 7);
  await markRead(phone.db, subject, 3);
  expect(await readUntil(phone.db, subject)).toBe(7);
});

test('whoever is meant by a comment is told of it until this device has shown it', async () => {
  const { store, db } = phone;
  const prompt = await store.create('prompts', { name: 'Soup' });
  const chat = await store.create('conversations', { title: 'Talk' });
  const gone = await store.create('prompts', { name: 'Gone' });
  await store.edit('prompts', gone.id, { deletedAt: store.now() });
  const about = { kind: 'prompt' as const, id: prompt.id };
  const talk = { kind: 'conversation' as const, id: chat.id };
  await addComment(store, about, { body: 'Hm, @Bob.', mentions: ['bob'] });
  await addComment(store, talk, { body: 'Yes?' });
  await addComment(store, { kind: 'prompt', id: gone.id }, { body: 'Old' });
  await phone.sync();
  const [one] = await commentsOf(db, about);

  expect(await unreadOf(db, about, 'bob')).toEqual({ count: 1, isMentioned: true });
  expect(await unreadOf(db, talk, 'bob')).toEqual({ count: 1, isMentioned: false });
  expect(await unreadOf(db, about, 'ada')).toEqual({ count: 0, isMentioned: false });
  expect(await unreadOf(db, about, null)).toEqual({ count: 0, isMentioned: false });
  expect((await unreadEverywhere(db, 'bob')).map(({ name }) => name)).toEqual(['Soup', 'Talk']);
  expect(await unreadEverywhere(db, 'ada')).toEqual([]);

  await editComment(store, one!.id, { body: 'Never mind.', mentions: [] });
  expect(await unreadOf(db, about, 'bob')).toEqual({ count: 1, isMentioned: false });
  await markRead(db, about, one!.createdAt);
  expect((await unreadEverywhere(db, 'bob')).map(({ name }) => name)).toEqual(['Talk']);
});
