import { expect, test } from 'vitest';
import { orderedMessages } from '#shared/prompt-content';
import { openStore } from '$lib/presets/testing/open-store';
import { keepMerged, keepOther, keepThis, saveOther, unresolvedOf } from './conflicts';
import { countUnresolved } from './unresolved';

const marked = (content: string) => ({ content, spans: [] });

async function conflicted() {
  const store = openStore();
  const prompt = await store.create('prompts', { name: 'Stew', text: marked('a red pot') });
  const conflict = await store.create('conflicts', {
    collection: 'prompts',
    recordId: prompt.id,
    path: 'text',
    base: marked('a pot'),
    head: marked('a red pot'),
    other: marked('a blue pot'),
    otherMid: 'm'
  });
  const text = async () => (await store.db.prompts.get(prompt.id))?.text.content;
  const waiting = async () => (await unresolvedOf(store.db, prompt.id)).length;
  return { store, prompt, conflict, text, waiting };
}

test('a conflict is counted with its prompt until it is decided', async () => {
  const { store, prompt, conflict } = await conflicted();
  expect(await countUnresolved(store.db)).toEqual(new Map([[prompt.id, 1]]));
  await keepThis(store, conflict);
  expect(await countUnresolved(store.db)).toEqual(new Map());
});

test('keeping this leaves the text alone, and undo opens the conflict again', async () => {
  const { store, conflict, text, waiting } = await conflicted();
  const undo = await keepThis(store, conflict);
  expect([await text(), await waiting()]).toEqual(['a red pot', 0]);
  await undo();
  expect([await text(), await waiting()]).toEqual(['a red pot', 1]);
});

test('keeping the other puts it in place in one group, and undo takes both back', async () => {
  const { store, conflict, text, waiting } = await conflicted();
  const undo = await keepOther(store, conflict);
  expect([await text(), await waiting()]).toEqual(['a blue pot', 0]);
  const sent = (await store.db.outbox.toArray()).slice(-2);
  expect(new Set(sent.map(({ grp }) => grp)).size).toBe(1);
  expect(sent[0]?.grp).toBeDefined();
  await undo();
  expect([await text(), await waiting()]).toEqual(['a red pot', 1]);
});

test('undo does not take away what was typed since', async () => {
  const { store, prompt, conflict, text, waiting } = await conflicted();
  const undo = await keepOther(store, conflict);
  await store.edit('prompts', prompt.id, { text: marked('a blue pot, and more') });
  await undo();
  expect([await text(), await waiting()]).toEqual(['a blue pot, and more', 1]);
});

test('a text merged by hand keeps the marks of what a model wrote', async () => {
  const { store, prompt, conflict, waiting } = await conflicted();
  const spans = [{ from: 2, to: 6, runId: 'r' }];
  await store.edit('prompts', prompt.id, { text: { content: 'a red pot', spans } });
  await keepMerged(store, conflict, 'a blue red pot');
  expect((await store.db.prompts.get(prompt.id))?.text).toEqual({
    content: 'a blue red pot',
    spans: [{ from: 7, to: 11, runId: 'r' }]
  });
  expect(await waiting()).toBe(0);
});

test('the other text as a new prompt leaves the first alone, and undo puts the copy in the trash', async () => {
  const { store, conflict, text, waiting } = await conflicted();
  const { id, undo } = await saveOther(store, conflict);
  const copy = await store.db.prompts.get(id);
  expect([copy?.name, copy?.text.content]).toEqual(['Stew (other text)', 'a blue pot']);
  expect([await text(), await waiting()]).toEqual(['a red pot', 0]);
  await undo();
  expect((await store.db.prompts.get(id))?.deletedAt).not.toBeNull();
  expect(await waiting()).toBe(1);
});

test('a conflict of a preset’s text is decided the same way', async () => {
  const store = openStore();
  const preset = await store.create('presets', { name: 'Terse', content: 'Be short.' });
  const conflict = await store.create('conflicts', {
    collection: 'presets',
    recordId: preset.id,
    path: 'content',
    other: 'Be brief.',
    otherMid: 'm'
  });
  await keepOther(store, conflict);
  expect((await store.db.presets.get(preset.id))?.content).toBe('Be brief.');
});

test('a conflict that names anything but a known text is not shown and writes nothing', async () => {
  const { store, prompt } = await conflicted();
  const odd = await store.create('conflicts', {
    collection: 'prompts',
    recordId: prompt.id,
    path: 'kind',
    other: 'messages',
    otherMid: 'm'
  });
  expect((await unresolvedOf(store.db, prompt.id)).map(({ path }) => path)).toEqual(['text']);
  await expect(keepOther(store, odd)).rejects.toMatchObject({ code: 'INVALID_REQUEST' });
});

async function conflictedMessage() {
  const store = openStore();
  const prompt = await store.create('prompts', { name: 'Stew', kind: 'messages' });
  const fields = { promptId: prompt.id, role: 'user' as const };
  const row = await store.create('promptMessages', {
    ...fields,
    text: 'a red pot',
    position: 'a1'
  });
  await store.create('promptMessages', { ...fields, text: 'last', position: 'a2' });
  const conflict = await store.create('conflicts', {
    collection: 'promptMessages',
    recordId: row.id,
    path: 'text',
    base: 'a pot',
    head: 'a red pot',
    other: 'a blue pot',
    otherMid: 'm'
  });
  const texts = async () =>
    orderedMessages(await store.db.promptMessages.toArray()).map(({ text }) => text);
  return { store, prompt, conflict, texts };
}

test('a conflict in a message is counted and found with its prompt, and decided there', async () => {
  const { store, prompt, conflict, texts } = await conflictedMessage();
  expect(await countUnresolved(store.db)).toEqual(new Map([[prompt.id, 1]]));
  expect(await unresolvedOf(store.db, prompt.id)).toMatchObject([{ id: conflict.id }]);
  const undo = await keepOther(store, conflict);
  expect(await texts()).toEqual(['a blue pot', 'last']);
  await undo();
  expect(await texts()).toEqual(['a red pot', 'last']);
});

test('the other text of a message becomes a message below it, and undo takes it away', async () => {
  const { store, conflict, texts } = await conflictedMessage();
  const { undo } = await saveOther(store, conflict);
  expect(await texts()).toEqual(['a red pot', 'a blue pot', 'last']);
  await undo();
  expect(await texts()).toEqual(['a red pot', 'last']);
});

test('a copy made of a conflict in the system text has the messages too', async () => {
  const { store, prompt } = await conflictedMessage();
  const conflict = await store.create('conflicts', {
    collection: 'prompts',
    recordId: prompt.id,
    path: 'systemPrompt',
    base: '',
    head: 'one',
    other: 'two',
    otherMid: 'n'
  });
  const { id } = await saveOther(store, conflict);
  expect((await store.db.prompts.get(id))?.systemPrompt).toBe('two');
  expect(await store.db.promptMessages.where({ promptId: id }).count()).toBe(2);
});
