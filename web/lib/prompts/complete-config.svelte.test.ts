import { IDBFactory, IDBKeyRange } from 'fake-indexeddb';
import { expect, test } from 'vitest';
import type { Prompt } from '#shared/collections';
import type { ModelConfig } from '#shared/model-config';
import { openDatabase } from '$lib/data/db';
import { createStore } from '$lib/data/edit';
import { CompleteConfig } from './complete-config.svelte';
import { createPrompt } from './prompts';

function openStore() {
  let clock = 1_000;
  return createStore({
    db: openDatabase('tester', { indexedDB: new IDBFactory(), IDBKeyRange }),
    scope: 'user:tester',
    now: () => ++clock,
    newId: () => crypto.randomUUID()
  });
}

const warmer = (before: ModelConfig): ModelConfig => ({ ...before, temperature: 0.9 });

test('what is chosen at once is not lost to what a new text begins with', async () => {
  const store = openStore();
  const chosen = new CompleteConfig(store, null, null);
  const changed = chosen.change(warmer);
  const { id } = await chosen.make((modelConfig) => createPrompt(store, { modelConfig }));
  await changed;
  expect((await store.db.prompts.get(id))?.modelConfig).toMatchObject({ temperature: 0.9 });
});

test('what is chosen while the record is being made is kept', async () => {
  const store = openStore();
  const chosen = new CompleteConfig(store, null, null);
  const { promise: written, resolve } = Promise.withResolvers<void>();
  const making = chosen.make(async (modelConfig) => {
    await written;
    return createPrompt(store, { modelConfig });
  });
  await expect.poll(() => chosen.draft.model).toBeTruthy();
  const changed = chosen.change(warmer);
  resolve();
  const { id } = await making;
  await changed;
  expect((await store.db.prompts.get(id))?.modelConfig).toMatchObject({ temperature: 0.9 });
});

test('a record that could not be made is made later with what was chosen meanwhile', async () => {
  const store = openStore();
  const chosen = new CompleteConfig(store, null, null);
  const full = chosen.make(() => Promise.reject<Prompt>(new Error('The disk is full.')));
  await expect(full).rejects.toThrow('The disk is full.');
  await chosen.change(warmer);
  const { modelConfig } = await chosen.make((config) =>
    createPrompt(store, { modelConfig: config })
  );
  expect(modelConfig).toMatchObject({ temperature: 0.9 });
});

test('what a text has already is changed where it lies', async () => {
  const store = openStore();
  const prompt = await createPrompt(store, { modelConfig: { model: 'sample/sample', topP: 0.5 } });
  const chosen = new CompleteConfig(store, prompt, null);
  await chosen.change(warmer);
  expect((await store.db.prompts.get(prompt.id))?.modelConfig).toEqual({
    model: 'sample/sample',
    topP: 0.5,
    temperature: 0.9
  });
});
