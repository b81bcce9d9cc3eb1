import { IDBFactory, IDBKeyRange } from 'fake-indexeddb';
import { expect, test } from 'vitest';
import { defaultsOf } from '#shared/defaults';
import { openDatabase, type Row } from './db';
import { createStore } from './edit';
import { forgetOldOutputs } from './kept-outputs';
import { keepOutput } from './output-cache';
import { retentionOfPrompt } from './prompt-retention';
import { transact } from './transact';

const day = 24 * 60 * 60 * 1000;

async function device(mode: 'keep' | 'days' | 'never') {
  const db = openDatabase('someone', { indexedDB: new IDBFactory(), IDBKeyRange });
  let ids = 0;
  const store = createStore({ db, scope: 's', now: () => 0, newId: () => `id-${++ids}` });
  const retention = { mode, days: mode === 'days' ? 7 : null };
  const project = await store.create('projects', { name: 'P', retention });
  const inner = await store.create('projects', { name: 'Q', parentId: project.id });
  const prompt = await store.create('prompts', { name: 'p', projectId: inner.id });
  const output = { runId: 'r', text: 'canary', reasoning: '', toolCalls: [], logprobs: null };
  const run = { ...defaultsOf('runs'), id: 'r', promptId: prompt.id, endedAt: 0, deletedAt: null };
  const sync = { scope: 's', seq: 1, stamps: {} };
  const put = () =>
    transact(db, ['runs'], async () => {
      await db.runs.put({ ...run, createdAt: 0, updatedAt: 0, $sync: sync } as Row<'runs'>);
    });
  return { db, prompt, output, put };
}

test('an output of a project that stores none is not kept on the device either', async () => {
  const { db, prompt, output } = await device('never');
  expect((await retentionOfPrompt(db, prompt.id)).mode).toBe('never');
  await keepOutput(db, output, prompt.id);
  expect(await db.runOutputs.count()).toBe(0);
});

test('outputs of other projects are kept, and gone after the days of theirs', async () => {
  const { db, prompt, output, put } = await device('days');
  await put();
  await keepOutput(db, output, prompt.id);
  expect(await db.runOutputs.count()).toBe(1);
  expect(await forgetOldOutputs(db, 3 * day)).toBe(0);
  expect(await forgetOldOutputs(db, 8 * day)).toBe(1);
  expect(await db.runOutputs.count()).toBe(0);
});
