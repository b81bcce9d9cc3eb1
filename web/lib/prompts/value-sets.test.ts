import { IDBFactory, IDBKeyRange } from 'fake-indexeddb';
import { expect, test } from 'vitest';
import { createStore } from '$lib/data/edit';
import { openDatabase } from '$lib/data/db';
import {
  createValueSet,
  deleteValueSet,
  importValueSets,
  listValueSets,
  renameInValueSets,
  renameValueSet,
  sameValues,
  updateValueSet,
  valuesOf
} from './value-sets';

function openStore() {
  let ids = 0;
  const db = openDatabase('someone', { indexedDB: new IDBFactory(), IDBKeyRange });
  const newId = () => `00000000-0000-7000-8000-${String(ids++).padStart(12, '0')}`;
  return createStore({ db, scope: 'someone', now: () => Date.UTC(2026, 0, 1), newId });
}
const seen = async (store: ReturnType<typeof openStore>) =>
  (await listValueSets(store.db, 'p1')).map(({ name, values }) => ({ name, values }));

test('a set is saved, updated, renamed and deleted, and each can be taken back', async () => {
  const store = openStore();
  const { id } = await createValueSet(store, 'p1', ' Birthday ', { dish: 'cake', guests: 6 });
  await createValueSet(store, 'p2', 'of another prompt', {});
  const undo = await updateValueSet(store, id, { dish: 'stew' });
  expect(await seen(store)).toEqual([{ name: 'Birthday', values: { dish: 'stew' } }]);
  await undo();
  await renameValueSet(store, id, ' ');
  const then = { name: 'Untitled set', values: { dish: 'cake', guests: 6 } };
  expect(await seen(store)).toEqual([then]);
  const bring = await deleteValueSet(store, id);
  expect(await seen(store)).toEqual([]);
  await bring();
  expect(await seen(store)).toEqual([then]);
});

test('an import keeps its order, tells how far it is, and is taken back as a whole', async () => {
  const store = openStore();
  const sets = Array.from({ length: 600 }, (_, at) => ({
    name: `Row ${at + 1}`,
    values: { n: at }
  }));
  const progress: number[] = [];
  const { undo } = await importValueSets(store, 'p1', sets, (done) => progress.push(done));
  expect(progress).toEqual([500, 600]);
  expect(await seen(store)).toEqual(sets);
  await undo();
  expect(await seen(store)).toEqual([]);
});

test('an import that is called off leaves what it has added', async () => {
  const store = openStore();
  const sets = Array.from({ length: 600 }, (_, at) => ({ name: `Row ${at + 1}`, values: {} }));
  const stop = new AbortController();
  const { ids } = await importValueSets(store, 'p1', sets, () => stop.abort(), stop.signal);
  expect(ids).toHaveLength(500);
});

test('a renamed variable is filled from the sets of before', async () => {
  const store = openStore();
  await createValueSet(store, 'p1', 'One', { dish: 'cake' });
  await renameInValueSets(store, 'p1', 'dish', 'meal');
  expect((await seen(store))[0]?.values).toEqual({ dish: 'cake', meal: 'cake' });
});

test('empty and absent values are the same, and values of no variable do not count', () => {
  expect(
    sameValues({ dish: 'cake', gone: 1 }, { dish: 'cake', guests: '' }, ['dish', 'guests'])
  ).toBe(true);
  expect(sameValues({ dish: 'cake' }, { dish: 'stew' }, ['dish'])).toBe(false);
  expect(valuesOf({ dish: 'cake', guests: '', gone: 1 }, ['dish', 'guests'])).toEqual({
    dish: 'cake'
  });
});
