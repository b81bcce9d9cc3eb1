import { IDBFactory, IDBKeyRange } from 'fake-indexeddb';
import { beforeEach, expect, test } from 'vitest';
import { injectStorageFaults, type StorageFaults } from '$lib/testing/storage-faults';
import { openDatabase, type Database } from './db';
import { createStore } from './edit';
import { keepOutput } from './output-cache';
import type { Store } from './store';
import { watchFault, type StorageFault } from './storage-fault';

let db: Database;
let store: Store;
let faults: StorageFaults;
let told: StorageFault[];

const output = (runId: string) => ({
  runId,
  text: 'Once',
  reasoning: '',
  toolCalls: [],
  logprobs: null
});

beforeEach(() => {
  db = openDatabase('faults', { indexedDB: new IDBFactory(), IDBKeyRange });
  faults = injectStorageFaults(db);
  let count = 0;
  store = createStore({ db, scope: 'u:x', now: () => 1, newId: () => `id-${count++}` });
  told = [];
  watchFault(db, (fault) => told.push(fault));
});

for (const error of ['UnknownError', 'InvalidStateError'] as const)
  test(`a write that meets ${error} opens the database anew and is made once`, async () => {
    const { id } = await store.create('presets', { name: 'Calm' });
    const before = faults.opened();
    faults.fail('presets', error, 1);
    await store.edit('presets', id, { name: 'Calmer' });
    expect((await db.presets.get(id))?.name).toBe('Calmer');
    expect(await db.outbox.count()).toBe(1);
    expect(faults.opened()).toBe(before + 1);
    expect(told).toEqual([]);
  });

test('a read that failed leaves a connection that works to the next', async () => {
  const { id } = await store.create('presets', { name: 'Calm' });
  const before = faults.opened();
  faults.fail('presets', 'UnknownError', 1);
  await expect(db.presets.get(id)).rejects.toThrow('Injected');
  expect((await db.presets.get(id))?.name).toBe('Calm');
  expect(faults.opened()).toBe(before + 1);
  expect(told).toEqual([]);
});

test('storage that stays broken is told, and told again when it works', async () => {
  const { id } = await store.create('presets', { name: 'Calm' });
  faults.fail('presets', 'UnknownError', 2);
  await expect(store.edit('presets', id, { name: 'Calmer' })).rejects.toThrow('Injected');
  expect(told).toEqual(['broken']);
  await store.edit('presets', id, { name: 'Calmest' });
  expect(told).toEqual(['broken', null]);
  expect((await db.presets.get(id))?.name).toBe('Calmest');
});

test('a full disk is relieved of outputs, and the change is saved', async () => {
  await keepOutput(db, output('r1'), null);
  await db.quarantine.put({
    mid: 'm',
    key: 'presets/x',
    code: 'IMMUTABLE',
    detail: null,
    content: {},
    at: 1
  });
  const { id } = await store.create('presets', { name: 'Calm' });
  faults.fail('presets', 'QuotaExceededError', 1);
  await store.edit('presets', id, { name: 'Calmer' });
  expect(await db.runOutputs.count()).toBe(0);
  expect(await db.quarantine.count()).toBe(1);
  expect((await db.outbox.toArray())[0]?.set['name']?.v).toBe('Calmer');
  expect(told).toEqual([]);
});

test('a disk with nothing left to give up says so and changes nothing', async () => {
  const { id } = await store.create('presets', { name: 'Calm' });
  const before = await db.outbox.toArray();
  faults.fail('outbox', 'QuotaExceededError', 1);
  await expect(store.edit('presets', id, { name: 'Calmer' })).rejects.toThrow('DEVICE_FULL');
  expect(told).toEqual(['full']);
  expect((await db.presets.get(id))?.name).toBe('Calm');
  expect(await db.outbox.toArray()).toEqual(before);
});

test('a body that does not fit is not kept, and that is no failure', async () => {
  faults.fail('runOutputs', 'QuotaExceededError', 1);
  expect(await keepOutput(db, output('r1'), null)).toBe(false);
  expect(await keepOutput(db, output('r1'), null)).toBe(true);
});
