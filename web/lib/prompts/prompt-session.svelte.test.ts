import { describe, expect, test } from 'vitest';
import type { PromptContent } from '#shared/prompt-fields';
import { AppError } from '#shared/errors';
import { createLastWords } from '$lib/data/last-words';
import type { Store } from '$lib/data/store';
import { injectStorageFaults } from '$lib/testing/storage-faults';
import { someStorage } from '$lib/testing/storage';
import { newPromptRecords, readPrompt } from './prompt-records';
import { newPage, openPage, openStore, saved } from './testing/prompt-page';

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
    const storage = someStorage();
    const deps = { storage, key: 'last', now: page.store.now };
    const words = createLastWords(deps);
    words.offer(() => page.session.lastWords());
    words.write();
    await createLastWords(deps).restore(page.store);
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
    const storage = someStorage();
    const deps = { storage, key: 'last', now: page.store.now };
    const words = createLastWords(deps);
    words.offer(() => page.session.lastWords());
    words.write();
    const next = createLastWords(deps);
    await next.restore(page.store);
    const again = await openPage(page.store, page.id);
    expect(again.session.system.text).toBe('System');
    expect(again.shown()).toEqual(['user: Message']);
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
