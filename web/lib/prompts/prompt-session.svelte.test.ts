import { ChangeSet } from '@codemirror/state';
import { IDBFactory, IDBKeyRange } from 'fake-indexeddb';
import { describe, expect, test } from 'vitest';
import type { PromptContent } from '#shared/prompt-fields';
import { AppError } from '#shared/errors';
import { openDatabase } from '$lib/data/db';
import { createStore } from '$lib/data/edit';
import { createLastWords } from '$lib/data/last-words';
import type { Store } from '$lib/data/store';
import type { RunPorts } from '$lib/runs/ports';
import { injectStorageFaults } from '$lib/testing/storage-faults';
import type { FieldText } from './field-text.svelte';
import { makePrompt, newPromptRecords, readPrompt } from './prompt-records';
import type { PromptRecords } from './prompt-records';
import { PromptSession } from './prompt-session.svelte';

let clock = 1_000_000;

function openStore(indexedDB = new IDBFactory()): Store {
  return createStore({
    db: openDatabase('tester', { indexedDB, IDBKeyRange }),
    scope: 'user:tester',
    now: () => ++clock,
    newId: () => crypto.randomUUID()
  });
}

/** No server anywhere. */
const ports: RunPorts = {
  open: () => Promise.reject(new AppError('OFFLINE')),
  feed: null,
  slots: { take: () => () => undefined },
  visible: () => true,
  frame: (work) => {
    work();
    return () => undefined;
  },
  random: () => 0.5,
  rest: () => new Promise(() => undefined),
  onwake: () => () => undefined
};

async function openPage(store: Store, id: string, begun: PromptRecords | null = null) {
  const records = begun ?? (await readPrompt(store.db, id));
  if (!records) throw new Error('It is not here.');
  const session = new PromptSession(
    { store, ports, raw: () => false, after: () => () => undefined },
    records
  );
  const type = (field: FieldText, insert: string, from = field.doc.length, to = from) => {
    clock += 10;
    session.typed(field, ChangeSet.of({ from, to, insert }, field.doc.length), null);
  };
  return {
    session,
    type,
    text: (index: number) => session.textOf(session.messages[index]!),
    shown: () => session.messages.map((row) => `${row.role}: ${session.textOf(row).text}`),
    /** Time enough for the next act to be a step of its own. */
    later: () => (clock += 5000)
  };
}

function memoryStorage() {
  const memory = new Map<string, string>();
  return {
    getItem: (key: string) => memory.get(key) ?? null,
    setItem: (key: string, value: string) => void memory.set(key, value),
    removeItem: (key: string) => void memory.delete(key)
  };
}

async function newPage(store = openStore()) {
  const records = await newPromptRecords(store, null);
  await makePrompt(store, records);
  const { id } = records.prompt;
  return { store, id, ...(await openPage(store, id)) };
}

async function saved(store: Store, id: string) {
  const records = await readPrompt(store.db, id);
  return (
    records &&
    new PromptSession({ store, ports, raw: () => false, after: () => () => undefined }, records)
      .content
  );
}

describe('a new prompt', () => {
  async function begun(store = openStore()) {
    const records = await newPromptRecords(store, null);
    return { store, ...(await openPage(store, records.prompt.id, records)) };
  }
  const counts = ({ db }: Store) =>
    Promise.all([db.prompts.count(), db.promptMessages.count(), db.outbox.count()]);

  test('leaves nothing behind if nobody wrote in it', async () => {
    const { store, session } = await begun();
    await session.refresh();
    await session.close();
    expect([session.isNew, ...(await counts(store))]).toEqual([true, 0, 0, 0]);
    expect(session.lastWords()).toEqual([]);
  });

  test('is made by the first key, the first act, and what names it', async () => {
    const typed = await begun();
    typed.type(typed.text(0), 'H');
    await typed.session.flush();
    expect(typed.session.isNew).toBe(false);
    expect(await saved(typed.store, typed.session.id)).toEqual(typed.session.content);
    const acted = await begun();
    await acted.session.edit({ name: 'Soup' });
    expect((await readPrompt(acted.store.db, acted.session.id))?.prompt.name).toBe('Soup');
    await acted.session.undo();
    expect(acted.session.prompt.name).toBe('');
    const named = await begun();
    await named.session.make();
    expect(await counts(named.store)).toEqual([1, 1, 2]);
  });

  test('that a full disk would not take stays on screen, says so, and is made when there is room', async () => {
    const store = openStore();
    const faults = injectStorageFaults(store.db);
    const page = await begun(store);
    faults.fail('outbox', 'QuotaExceededError', 1);
    page.type(page.text(0), 'Hello');
    await page.session.flush();
    expect(page.session.save).toMatchObject({ phase: 'failed', error: { code: 'DEVICE_FULL' } });
    expect([page.shown(), await counts(store)]).toEqual([['user: Hello'], [0, 0, 0]]);
    await page.session.flush();
    expect(page.session.save.phase).toBe('saved');
    expect(await saved(store, page.session.id)).toEqual(page.session.content);
  });

  test('whose page died with the first key in it is there at the next start, once', async () => {
    const page = await begun();
    page.type(page.session.system, 'Be kind.');
    page.type(page.text(0), 'Hello');
    const storage = memoryStorage();
    const words = createLastWords({ storage, key: 'last', now: () => clock });
    words.offer(() => page.session.lastWords());
    words.write();
    await createLastWords({ storage, key: 'last', now: () => clock }).restore(page.store);
    const again = await openPage(page.store, page.session.id);
    expect([again.session.system.text, again.shown()]).toEqual(['Be kind.', ['user: Hello']]);
    // The page was only frozen, and goes on.
    await page.session.flush();
    expect(await saved(page.store, page.session.id)).toEqual(page.session.content);
  });
});

describe('typing', () => {
  test('what is typed is on screen at once and on disk after a flush', async () => {
    const page = await newPage();
    page.type(page.session.system, 'Be brief.');
    page.type(page.text(0), 'Hello {{name}}');
    expect(page.session.save.phase).toBe('waiting');
    expect(page.session.content).toMatchObject({
      systemPrompt: 'Be brief.',
      messages: [{ role: 'user', content: 'Hello {{name}}' }],
      variables: [{ name: 'name' }]
    });
    await page.session.flush();
    expect(page.session.save.phase).toBe('saved');
    expect(await saved(page.store, page.id)).toEqual(page.session.content);
  });

  test('what another tab writes comes in underneath what is being typed here', async () => {
    const page = await newPage();
    page.type(page.text(0), 'one two three');
    await page.session.flush();
    page.type(page.text(0), ' four');
    const row = page.session.messages[0]!;
    await page.store.edit('promptMessages', row.id, { text: 'ONE two three' });
    await page.session.refresh();
    expect(page.shown()).toEqual(['user: ONE two three four']);
    await page.session.flush();
    expect((await page.store.db.promptMessages.get(row.id))?.text).toBe('ONE two three four');
  });

  test('what was typed last when the page died is there again', async () => {
    const page = await newPage();
    page.type(page.session.system, 'System');
    page.type(page.text(0), 'Message');
    const storage = memoryStorage();
    const words = createLastWords({ storage, key: 'last', now: () => clock });
    words.offer(() => page.session.lastWords());
    words.write();
    const next = createLastWords({ storage, key: 'last', now: () => clock });
    await next.restore(page.store);
    const again = await openPage(page.store, page.id);
    expect(again.session.system.text).toBe('System');
    expect(again.shown()).toEqual(['user: Message']);
  });
});

describe('messages', () => {
  test('messages are added, duplicated, moved, changed in role and deleted', async () => {
    const page = await newPage();
    const { session } = page;
    page.type(page.text(0), 'first');
    const first = session.messages[0]!.id;
    await session.addMessage(first, { role: 'assistant', text: 'second' });
    await session.addMessage(null, { role: 'user', text: 'zeroth' });
    expect(page.shown()).toEqual(['user: zeroth', 'user: first', 'assistant: second']);
    page.type(page.text(1), '!');
    await session.duplicateMessage(first);
    expect(page.shown()).toEqual([
      ...['user: zeroth', 'user: first!', 'user: first!', 'assistant: second']
    ]);
    await session.moveMessage(session.messages[3]!.id, 0);
    await session.editMessage(session.messages[1]!.id, { role: 'developer' });
    await session.removeMessage(first);
    expect(page.shown()).toEqual(['assistant: second', 'developer: zeroth', 'user: first!']);
    expect((await saved(page.store, page.id))?.messages).toEqual(session.content.messages);
  });

  test('messages that two devices put at one place can be told apart again', async () => {
    const page = await newPage();
    const { store, session } = page;
    const position = session.messages[0]!.position;
    for (const text of ['b', 'c']) {
      await store.create('promptMessages', { promptId: page.id, role: 'user', text, position });
    }
    await session.refresh();
    const [, second, third] = session.messages;
    await session.addMessage(second!.id, { role: 'user', text: 'between' });
    expect(session.messages.map(({ id }) => id).indexOf(third!.id)).toBe(3);
    expect(session.textOf(session.messages[2]!).text).toBe('between');
  });
});

describe('undo', () => {
  test('one history holds text and structure, in the order they were made', async () => {
    const page = await newPage();
    const { session } = page;
    page.type(page.text(0), 'one');
    await session.addMessage(session.messages[0]!.id, { role: 'assistant' });
    page.type(page.text(1), 'two');
    page.later();
    page.type(page.text(1), ' more');
    await session.edit({ modelConfig: { ...session.prompt.modelConfig, temperature: 1.5 } });
    await session.removeMessage(session.messages[0]!.id);
    expect(page.shown()).toEqual(['assistant: two more']);

    await session.undo();
    expect(page.shown()).toEqual(['user: one', 'assistant: two more']);
    await session.undo();
    expect(session.prompt.modelConfig.temperature).toBeUndefined();
    await session.undo();
    expect(page.shown()).toEqual(['user: one', 'assistant: two']);
    await session.undo();
    expect(page.shown()).toEqual(['user: one', 'assistant: ']);
    await session.undo();
    expect(page.shown()).toEqual(['user: one']);
    await session.undo();
    expect(page.shown()).toEqual(['user: ']);
    expect(await session.undo()).toBe(false);

    for (let step = 0; step < 6; step++) expect(await session.redo()).toBe(true);
    expect(page.shown()).toEqual(['assistant: two more']);
    expect(session.prompt.modelConfig.temperature).toBe(1.5);
    await session.flush();
    expect(await saved(page.store, page.id)).toEqual(session.content);
  });

  test('what another device did is not taken back', async () => {
    const page = await newPage();
    const { session, store } = page;
    page.type(page.text(0), 'mine');
    await session.flush();
    const row = session.messages[0]!;
    await store.edit('promptMessages', row.id, { text: 'mine and theirs', role: 'developer' });
    await session.refresh();
    page.type(page.text(0), '!');
    page.later();
    await session.editMessage(row.id, { role: 'assistant' });
    await store.edit('promptMessages', row.id, { role: 'tool' });
    await session.refresh();
    await session.undo();
    expect(page.shown()).toEqual(['tool:  and theirs']);
  });

  test('a content put in place of everything is one step', async () => {
    const page = await newPage();
    const { session } = page;
    page.type(page.session.system, 'Old system');
    page.type(page.text(0), 'old');
    await session.addMessage(session.messages[0]!.id, { role: 'assistant', text: 'stays' });
    page.later();
    const before = session.content;
    const kept = session.messages[1]!.id;
    const content: PromptContent = {
      ...before,
      systemPrompt: 'New system',
      modelConfig: { model: 'sample', temperature: 0 },
      messages: [
        { role: 'developer', content: 'new' },
        { role: 'assistant', content: 'stays' },
        { role: 'user', content: 'added' },
        { role: 'assistant', content: 'added too' }
      ]
    };
    await session.apply(content);
    expect(session.content).toEqual(content);
    expect(session.messages[1]!.id).toBe(kept);
    expect(await saved(page.store, page.id)).toEqual(content);
    await session.undo();
    expect(session.content).toEqual(before);
    await session.redo();
    expect(session.content).toEqual(content);
    await session.undo();
    await session.undo();
    await session.undo();
    expect(session.system.text).toBe('Old system');
  });

  test('is taken back by itself, also where something was done since', async () => {
    const page = await newPage();
    const { session, type, later } = page;
    type(session.system, 'Old');
    type(page.text(0), 'Ask');
    later();
    const before = session.content;
    const back = await session.apply({ ...before, systemPrompt: 'New' });
    expect(await back()).toBeNull();
    expect(session.content).toEqual(before);

    const restored = await session.apply({ ...before, systemPrompt: 'New' });
    later();
    type(page.text(0), ' more');
    const again = await restored();
    expect(session.content).toEqual(before);
    expect(await saved(page.store, page.id)).toEqual(before);
    // What went along with it can be had back.
    await again?.();
    expect([session.system.text, page.text(0).text]).toEqual(['New', 'Ask more']);

    const nothing = await session.apply(session.content);
    expect(await nothing()).toBeNull();
    expect([session.system.text, page.text(0).text]).toEqual(['New', 'Ask more']);
  });
});

test('a device that takes nothing keeps what is on screen, and says so', async () => {
  const page = await newPage();
  const { session, store } = page;
  page.type(page.text(0), 'words');
  const { edit } = store;
  store.edit = () => Promise.reject(new AppError('DEVICE_FULL'));
  await session.flush();
  expect(session.save).toMatchObject({ phase: 'failed', error: { code: 'DEVICE_FULL' } });
  expect(page.shown()).toEqual(['user: words']);
  store.edit = edit;
  await session.flush();
  expect(session.save.phase).toBe('saved');
});

test('values belong to this device and are there again', async () => {
  const page = await newPage();
  await page.session.setValue('dish', 'soup');
  await page.session.setValue('guests', 4);
  const again = await openPage(page.store, page.id);
  expect(again.session.values).toEqual({ dish: 'soup', guests: 4 });
  expect(await page.store.db.outbox.where('key').startsWith('values').count()).toBe(0);
});

test('a run is written down before it is sent, with what stands on screen and its values', async () => {
  const page = await newPage();
  const { session, store } = page;
  page.type(page.text(0), 'A {{dish}}');
  await session.setValues({ dish: 'soup', other: 'not asked for' });
  await session.start();
  const placement = await store.db.placements.get(page.id);
  expect(placement?.request).toEqual({
    content: session.content,
    variableValues: { dish: 'soup' }
  });
  expect(await saved(store, page.id)).toEqual(session.content);
  const again = await openPage(store, page.id);
  expect(again.session.run?.live).toBe(true);
  session.stop();
  await again.session.close();
});

describe('a message that is added', () => {
  test('stands there at once, and what is typed into it before it is on disk is kept', async () => {
    const { store, id, session, type, shown, text } = await newPage();
    type(text(0), 'one');
    const adding = session.addMessage(session.messages[0]!.id, { role: 'assistant' });
    expect([shown(), session.wanted]).toEqual([
      ['user: one', 'assistant: '],
      session.messages[1]?.id
    ]);
    type(text(1), 'two');
    const more = session.addMessage(session.messages[1]!.id, { role: 'user' });
    type(text(2), 'three');
    await Promise.all([adding, more]);
    await session.flush();
    expect(shown()).toEqual(['user: one', 'assistant: two', 'user: three']);
    expect(await saved(store, id)).toEqual(session.content);
    // What was typed came after the message it was typed into, whenever that was written down.
    const back: string[] = [];
    while (await session.undo()) back.push(shown().join(', '));
    expect(back).toEqual([
      'user: one, assistant: two, user: ',
      'user: one, assistant: two',
      'user: one, assistant: ',
      'user: one',
      'user: '
    ]);
  });

  test('stays while the prompt is read again', async () => {
    const { session, shown } = await newPage();
    const adding = session.addMessage(null, { role: 'user', text: 'Hello' });
    await session.refresh();
    expect(shown()).toEqual(['user: Hello', 'user: ']);
    await adding;
    expect(shown()).toEqual(['user: Hello', 'user: ']);
  });

  test('goes where the device would not take it, and holds up nothing else', async () => {
    const store = openStore();
    const faults = injectStorageFaults(store.db);
    const { session, type, shown, text, id } = await newPage(store);
    faults.fail('promptMessages', 'QuotaExceededError', 1);
    const adding = session.addMessage(session.messages[0]!.id, { role: 'assistant' });
    type(text(1), 'lost');
    await expect(adding).rejects.toThrow();
    type(text(0), 'kept');
    await session.flush();
    expect([shown(), session.save.phase]).toEqual([['user: kept'], 'saved']);
    expect(await saved(store, id)).toEqual(session.content);
  });
});
