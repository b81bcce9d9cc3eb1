import { IDBFactory, IDBKeyRange } from 'fake-indexeddb';
import { beforeEach, expect, test } from 'vitest';
import { openDatabase, type Database } from './db';
import { createKeptMarker, type KeptMarker } from './kept-marker';

let values: Map<string, string>;
let marker: KeptMarker;

const open = (): Database => openDatabase('x', { indexedDB: new IDBFactory(), IDBKeyRange });

function visit(): KeptMarker {
  return createKeptMarker({
    storage: {
      getItem: (key) => values.get(key) ?? null,
      setItem: (key, value) => void values.set(key, value),
      removeItem: (key) => void values.delete(key)
    },
    key: 'kept',
    now: () => 7
  });
}

beforeEach(() => {
  values = new Map();
  marker = visit();
});

test('a first visit has lost nothing', async () => {
  expect(await marker.check(open())).toBeNull();
});

test('a database that is there has not been thrown away', async () => {
  const db = open();
  await db.meta.put({ key: 'clientId', value: 'c' });
  marker.note(3);
  expect(await visit().check(db)).toBeNull();
});

test('an emptied database is told with what was only here, until it is dismissed', async () => {
  marker.note(0);
  marker.note(3);
  expect(await visit().check(open())).toEqual({ waiting: 3, at: 7 });
  const later = visit();
  const db = open();
  await db.meta.put({ key: 'clientId', value: 'c' });
  expect(await later.check(db)).toEqual({ waiting: 3, at: 7 });
  later.dismiss();
  expect(await visit().check(db)).toBeNull();
});

test('a second loss before the first was read adds up', async () => {
  marker.note(3);
  await visit().check(open());
  const again = visit();
  again.note(2);
  expect(await visit().check(open())).toEqual({ waiting: 5, at: 7 });
});

test('a marker that cannot be read still says that there was a database', async () => {
  values.set('kept', 'nonsense');
  expect(await marker.check(open())).toEqual({ waiting: 0, at: 0 });
});
