import Dexie from 'dexie';
import { IDBFactory, IDBKeyRange } from 'fake-indexeddb';
import { expect, test } from 'vitest';
import { openDatabase } from './db';

test('what a first version kept of lost changes is there after the upgrade, and the rest too', async () => {
  const indexedDB = new IDBFactory();
  const old = new Dexie('playground-ada', { indexedDB, IDBKeyRange });
  old.version(1).stores({ prompts: 'id', kv: 'key', conflicts: 'mid, key, at' });
  await old.table('conflicts').put({ mid: 'm', key: 'prompts/p', status: 'lost', set: {}, at: 1 });
  await old.table('kv').put({ key: 'theme', value: 'dark' });
  old.close();

  const db = openDatabase('ada', { indexedDB, IDBKeyRange });
  expect(await db.overruled.toArray()).toMatchObject([{ mid: 'm', key: 'prompts/p' }]);
  expect(await db.conflicts.toArray()).toEqual([]);
  expect(await db.kv.get('theme')).toMatchObject({ value: 'dark' });
});
