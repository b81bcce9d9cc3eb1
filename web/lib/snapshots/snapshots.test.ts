import { afterEach, beforeEach, expect, test } from 'vitest';
import { everySnapshot } from '#shared/snapshot-filter';
import { snapshotOfConversation, snapshotOfPrompt, snapshotOfRun } from '#shared/snapshots';
import { promptContent } from '#shared/prompt-content';
import { createDevice, type Device } from '$lib/testing/device';
import { createTestServer, type TestServer } from '../../../sync-server/testing/server';
import { copyOfSnapshot, homeOf, restoreHref, textOfSnapshot } from './restore-snapshot';
import { deleteSnapshot, groupSaves, keepSnapshot, listSnapshots, savesOf } from './snapshots';

let server: TestServer;
let device: Device;
let at = 1_000;
beforeEach(() => {
  server = createTestServer();
  device = createDevice('a', (path, init) => server.request(path, init));
});
afterEach(async () => {
  device.close();
  await server.close();
});

const unseen = { values: {}, version: null, run: null, output: null };

async function givenText(content: string) {
  const { store } = device;
  const spans = [{ from: 0, to: 4, runId: 'r' }];
  const prompt = await store.create('prompts', { kind: 'text', text: { content, spans } });
  const save = () =>
    keepSnapshot(store, snapshotOfPrompt(prompt, [], { ...unseen, title: 'Tale', takenAt: at++ }));
  return { prompt, save };
}

test('saves of one thing are one row with its newest, also before the server has numbered them', async () => {
  const { save } = await givenText('Once upon');
  await save();
  await device.sync();
  await device.sync();
  const second = await save();
  const other = await givenText('Other');
  await other.save();
  const { heads, more } = await listSnapshots(device.db, everySnapshot, 10);
  expect(more).toBe(false);
  const groups = groupSaves(heads).map(({ latest, count }) => [latest.preview, count]);
  expect(groups).toEqual([
    ['Other', 1],
    ['Once upon', 2]
  ]);
  const saves = await savesOf(device.db, second.snapshot.subject);
  expect(saves.map(({ number }) => number)).toEqual([0, 1]);

  const back = await deleteSnapshot(device.store, second.snapshot.id);
  expect(await savesOf(device.db, second.snapshot.subject)).toHaveLength(1);
  await back();
  await second.undo();
  expect(await savesOf(device.db, second.snapshot.subject)).toHaveLength(1);
  const filtered = await listSnapshots(device.db, { ...everySnapshot, text: 'ÖNCE' }, 10);
  expect(filtered.heads).toHaveLength(1);
});

test('a text goes back into its prompt while that lives, else it becomes a prompt of its own', async () => {
  const { prompt, save } = await givenText('Once upon');
  const { snapshot } = await save();
  const home = await homeOf(device.db, snapshot);
  expect(home && restoreHref(home, snapshot.id)).toBe(
    `/complete/${prompt.id}?snapshot=${snapshot.id}`
  );
  await device.store.edit('prompts', prompt.id, { deletedAt: 5 });
  expect(await homeOf(device.db, snapshot)).toBeNull();
  const href = await copyOfSnapshot(device.store, snapshot);
  const copy = await device.db.prompts.get(href.split('/').at(-1) ?? '');
  // Marked as a model's, without the run that is not the copy's.
  expect(copy?.text).toEqual({ content: 'Once upon', spans: [{ from: 0, to: 4, runId: null }] });
  expect(copy?.name).toBe('Tale');
});

test('messages and a conversation are copied in their order, with what was attached', async () => {
  const { store, db } = device;
  const prompt = await store.create('prompts', { kind: 'messages', systemPrompt: 'Be brief.' });
  const image = {
    type: 'image' as const,
    mediaType: 'image/png',
    source: { blob: 'a'.repeat(64) }
  };
  for (const [position, text] of ['one', 'two'].entries())
    await store.create('promptMessages', {
      promptId: prompt.id,
      role: 'user',
      text,
      position: `a${position}`,
      parts: position === 0 ? [image] : []
    });
  const rows = await db.promptMessages.toArray();
  const seen = { ...unseen, title: 'Two', takenAt: at++ };
  const made = await keepSnapshot(store, snapshotOfPrompt(prompt, rows, seen));
  const href = await copyOfSnapshot(store, made.snapshot);
  const id = href.split('/').at(-1) ?? '';
  const copies = await db.promptMessages.where({ promptId: id }).toArray();
  expect(promptContent((await db.prompts.get(id))!, copies)).toEqual(promptContent(prompt, rows));

  const talk = await store.create('conversations', { title: 'Talk' });
  const path = [
    { role: 'user' as const, text: 'Hello', parts: [], runId: null, createdAt: 1 },
    { role: 'assistant' as const, text: 'Hi', parts: [], runId: 'r', createdAt: 2 }
  ];
  const frozen = snapshotOfConversation(talk, path, { title: 'Talk', runs: [], takenAt: at++ });
  const kept = await keepSnapshot(store, frozen);
  expect(textOfSnapshot(kept.snapshot)).toBe('user: Hello\n\nassistant: Hi');
  const other = (await copyOfSnapshot(store, kept.snapshot)).split('/').at(-1);
  const said = await db.messages.where({ conversationId: other }).toArray();
  const first = said.find(({ parentId }) => parentId === null);
  expect(first?.text).toBe('Hello');
  expect(said.find(({ parentId }) => parentId === first?.id)).toMatchObject({
    text: 'Hi',
    runId: null
  });
});

test('a run goes back into the prompt it was a run of', async () => {
  const { prompt } = await givenText('Once');
  await server.writer.transact(() =>
    server.sync.author.write('u:ada', [
      { collection: 'runs', id: 'r', fields: { promptId: prompt.id, status: 'done' } }
    ])
  );
  await device.sync();
  const run = await device.db.runs.get('r');
  const frozen = snapshotOfRun(run!, promptContent(prompt), {
    title: 'x',
    version: null,
    output: null,
    takenAt: at++
  });
  const { snapshot } = await keepSnapshot(device.store, frozen);
  expect((await homeOf(device.db, snapshot))?.id).toBe(prompt.id);
});
