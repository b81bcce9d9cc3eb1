import Dexie from 'dexie';
import { IDBFactory, IDBKeyRange } from 'fake-indexeddb';
import { flushSync } from 'svelte';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { v7 } from 'uuid';
import { openDatabase, type Database } from './db';
import { createStore } from './edit';
import { live } from './live.svelte';
import type { Store } from './store';

let db: Database;
let store: Store;
beforeEach(() => {
  // Live queries look for a database engine of the whole page, which Node has not.
  Dexie.dependencies.indexedDB = new IDBFactory();
  db = openDatabase('live', { indexedDB: new IDBFactory(), IDBKeyRange });
  store = createStore({ db, scope: 'u:ada', now: Date.now, newId: v7 });
});
afterEach(() => db.close());

/** What an effect that reads `read` sees, each time it runs. */
function watch<T>(read: () => T): { seen: T[]; stop: () => void } {
  const seen: T[] = [];
  const stop = $effect.root(() => {
    $effect(() => {
      seen.push(read());
    });
  });
  flushSync();
  return { seen, stop };
}

test('an answer is undefined at first, then follows the database', async () => {
  const names = live(() => db.presets.toCollection().primaryKeys());
  const { seen, stop } = watch(() => names.current);
  expect(seen).toEqual([undefined]);
  await vi.waitFor(() => expect(seen.at(-1)).toEqual([]));
  await store.create('presets', { id: 'a' });
  await vi.waitFor(() => expect(seen.at(-1)).toEqual(['a']));
  stop();
});

test('a query is asked again when a rune it reads changes', async () => {
  await store.create('presets', { id: 'a', name: 'first' });
  await store.create('presets', { id: 'b', name: 'second' });
  let id = $state('a');
  const preset = live(() => db.presets.get(id));
  const { seen, stop } = watch(() => preset.current?.name);
  await vi.waitFor(() => expect(seen.at(-1)).toBe('first'));
  id = 'b';
  flushSync();
  await vi.waitFor(() => expect(seen.at(-1)).toBe('second'));
  await store.edit('presets', 'b', { name: 'changed' });
  await vi.waitFor(() => expect(seen.at(-1)).toBe('changed'));
  stop();
});

test('a query of several awaits follows all it has read', async () => {
  await store.create('prompts', { id: 'p', name: 'prompt' });
  const both = live(async () => {
    const prompt = await db.prompts.get('p');
    const presets = await db.presets.count();
    return `${prompt?.name} ${presets}`;
  });
  const { seen, stop } = watch(() => both.current);
  await vi.waitFor(() => expect(seen.at(-1)).toBe('prompt 0'));
  await store.create('presets', {});
  await vi.waitFor(() => expect(seen.at(-1)).toBe('prompt 1'));
  stop();
});

test('an error is told and the query is not lost', async () => {
  let broken = $state(true);
  const count = live(() => {
    if (broken) throw new Error('no');
    return db.presets.count();
  });
  const { seen, stop } = watch(() => [count.current, count.error !== null]);
  await vi.waitFor(() => expect(seen.at(-1)).toEqual([undefined, true]));
  broken = false;
  flushSync();
  await vi.waitFor(() => expect(seen.at(-1)).toEqual([0, false]));
  stop();
});

test('what a component holds in runes can be stored', async () => {
  const draft = $state({ name: 'a', modelConfig: { stopSequences: ['x'] } });
  const { id } = await store.create('presets', draft);
  draft.modelConfig.stopSequences.push('y');
  await store.edit('presets', id, { modelConfig: draft.modelConfig });
  expect((await db.presets.get(id))?.modelConfig).toEqual({ stopSequences: ['x', 'y'] });
});

test('a query may read another query, through a derived value too', async () => {
  await store.create('presets', { id: 'a', name: 'first' });
  const ids = live(() => db.presets.toCollection().primaryKeys());
  const last = $derived(ids.current?.at(-1));
  const preset = live(async () => (last === undefined ? null : db.presets.get(last)));
  let runs = 0;
  const { seen, stop } = watch(() => {
    runs += 1;
    return preset.current?.name;
  });
  await vi.waitFor(() => expect(seen.at(-1)).toBe('first'));
  await store.create('presets', { id: 'b', name: 'second' });
  await vi.waitFor(() => expect(seen.at(-1)).toBe('second'));
  expect(runs).toBeLessThan(10);
  stop();
});

test('a query that alone reads another one asks neither again without news', async () => {
  await store.create('presets', { id: 'a', name: 'first' });
  let asked = 0;
  const inner = live(() => {
    asked += 1;
    return db.presets.get('a');
  });
  const outer = live(async () => {
    const found = inner.current;
    asked += 1;
    return found && (await db.presets.get(found.id));
  });
  const { seen, stop } = watch(() => outer.current?.name);
  await vi.waitFor(() => expect(seen.at(-1)).toBe('first'));
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(asked).toBeLessThan(6);
  await store.edit('presets', 'a', { name: 'second' });
  await vi.waitFor(() => expect(seen.at(-1)).toBe('second'));
  stop();
});
