import { expect, test, vi } from 'vitest';
import { sentMessages, summarisedTo } from '#shared/chat-summary';
import { AppError } from '#shared/errors';
import { freshRun } from '#shared/fold-run';
import { someStorage } from '$lib/testing/storage';
import { createDevice, meet } from '../testing/device';
import { createBegunSummaries } from './begun-summary';
import { ChatSession } from './chat-session.svelte';
import { ChatSummary } from './chat-summary.svelte';
import { ChatTitle } from './chat-title.svelte';
import { KeptChat } from './kept-chat.svelte';
import { SideRun } from './side-run.svelte';
import { TemporaryChat } from './temporary-chat.svelte';
import { createChatWorld, portsOf } from './testing/chat-world';

/** A temporary chat of four turns, at the real routes of the server. */
async function open() {
  const world = createChatWorld();
  const device = createDevice('a', world.request);
  const { store } = device;
  const ports = portsOf(world);
  const home = new TemporaryChat(store, { model: 'test/m' });
  let last: string | null = null;
  for (const n of [1, 2, 3, 4]) {
    const said = await home.say({ parentId: last, text: `Question ${n}`, parts: [] });
    const state = { ...freshRun, text: `Answer ${n}` };
    home.answered({ runId: `r${n}`, messageId: said.id, state });
    last = `r${n}`;
  }
  const session = new ChatSession(store, ports, home);
  const aside = () => new SideRun({ ports, newId: store.newId });
  const storage = someStorage();
  const begun = createBegunSummaries(storage, 'db');
  const side = aside();
  const page = (own = aside()) =>
    new ChatSummary({ session, side: own, model: () => null, now: () => 7, begun });
  const summary = page(side);
  const title = new ChatTitle({ session, side: aside(), model: () => null });
  const sent = () => sentMessages(session.path).map(({ content }) => content);
  const called = () => vi.waitFor(() => world.provider.last());
  return { world, device, home, session, summary, side, page, storage, title, sent, called };
}

test('older turns are summarised by the model, nothing is written down, and an undo sends them again', async () => {
  const { world, device, summary, sent, called, session } = await open();
  const bytes = world.sql.serialize();
  const begun = summary.begin();
  const call = await called();
  expect(summary.working).toMatchObject({ count: 4 });
  expect(JSON.stringify(call.call.messages)).toContain('Assistant: Answer 2');
  expect(JSON.stringify(call.call.messages)).not.toContain('Question 3');
  call.say('They spoke of two things.');
  call.end({ inputTokens: 40, outputTokens: 6 });
  expect(await begun).toBe('r2');
  expect(summary.working).toBeNull();
  expect(sent()).toHaveLength(4);
  expect(sent()[0]).toContain('They spoke of two things.');
  expect(sent().join()).not.toContain('Question 2');
  expect(session.path).toHaveLength(8);
  expect(session.path[summarisedTo(session.path)]?.summary).toMatchObject({ outputTokens: 6 });
  const kept = await Promise.all(device.db.tables.map((table) => table.toArray()));
  expect(JSON.stringify(kept)).not.toContain('two things');
  expect(world.sql.serialize().includes('two things')).toBe(false);
  expect(bytes.length).toBeGreaterThan(0);

  const redo = await summary.undo();
  expect(sent()).toHaveLength(8);
  await redo?.();
  expect(sent()).toHaveLength(4);
});

test('a summary that fails or is stopped leaves everything as it was, and says so', async () => {
  const { summary, sent, called, world } = await open();
  const failing = summary.begin();
  (await called()).fail(new AppError('INVALID_API_KEY'));
  expect(await failing).toBeNull();
  expect(summary.problem?.code).toBe('INVALID_API_KEY');
  expect(sent()).toHaveLength(8);
  world.provider.calls.length = 0;
  const stopped = summary.begin();
  (await called()).say('Half of');
  summary.stop();
  expect(await stopped).toBeNull();
  expect(summary.problem).toBeNull();
  expect(sent()).toHaveLength(8);
});

test('a title by the model takes the place of the first words, and never of a name somebody gave', async () => {
  const { title, called, home, world } = await open();
  const written = title.write();
  const call = await called();
  call.say('"Four questions."');
  call.end();
  expect(await written).toBe('Four questions');
  expect(home.head.title).toBe('Four questions');
  world.provider.calls.length = 0;
  const late = title.write();
  const second = await called();
  await home.edit({ title: 'Mine' });
  second.say('Another');
  second.end();
  expect(await late).toBeNull();
  expect(home.head.title).toBe('Mine');
});

test('a summary is a field of its message: it comes to other devices, and so does taking it back', async () => {
  const world = createChatWorld();
  const [one, two] = [createDevice('a', world.request), createDevice('b', world.request)];
  const home = new KeptChat(one.store, one.store.newId(), {});
  const said = await home.say({ parentId: null, text: 'One?', parts: [] });
  const summary = { text: 'Short', model: 'test/m', outputTokens: 1, costNanoUsd: 5, at: 1 };
  await home.summarise(said.id, summary);
  await meet(one, two);
  expect((await two.rows('messages'))[0]).toMatchObject({ text: 'One?', summary });
  await new KeptChat(two.store, home.id, null).summarise(said.id, null);
  await meet(two, one);
  expect((await one.rows('messages'))[0]?.summary).toBeNull();
});

test('a summary whose page was closed midway is taken up by the next one, and noted without a word of it', async () => {
  const { side, page, storage, summary, called, home, session } = await open();
  void summary.begin();
  const call = await called();
  call.say('They spoke ');
  await vi.waitFor(() => expect(Object.keys(storage).length).toBe(1));
  expect(Object.values(storage).join()).not.toMatch(/spoke|Question|Answer/);
  side.run?.close();

  const next = page();
  const taken = next.takeUp();
  expect(next.working).toMatchObject({ messageId: 'r2', count: 4 });
  call.say('of two things.');
  call.end({ inputTokens: 40, outputTokens: 6 });
  expect(await taken).toBe('r2');
  expect(home.rows.find(({ id }) => id === 'r2')?.summary?.text).toBe('They spoke of two things.');
  expect(session.path[summarisedTo(session.path)]?.id).toBe('r2');
  expect(Object.keys(storage).length).toBe(0);
  expect(await page().takeUp()).toBeNull();
});

test('a summary the server knows nothing of any more is let go without an error', async () => {
  const { page, storage, home } = await open();
  const gone = { runId: 'run-gone', messageId: 'r2', count: 4, model: 'test/m' };
  storage.setItem(`db.summary.${home.id}`, JSON.stringify(gone));
  const next = page();
  expect(await next.takeUp()).toBeNull();
  expect(next.problem).toBeNull();
  expect(next.announcement).toBe('The summary that was begun is gone.');
  expect(Object.keys(storage).length).toBe(0);
});
