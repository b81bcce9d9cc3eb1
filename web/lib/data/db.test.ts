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

test('a database of any version in between keeps its rows and gets what it lacks', async () => {
  const indexedDB = new IDBFactory();
  const old = new Dexie('playground-ada', { indexedDB, IDBKeyRange });
  old.version(8).stores({
    prompts: 'id, projectId, updatedAt, deletedAt',
    blobs: 'hash, sent',
    overruled: 'mid, key, at',
    conflicts: 'id, recordId, deletedAt',
    outbox: '++cseq, &mid'
  });
  const row = { id: 'p', projectId: null, $sync: { scope: 'ada', seq: 7, stamps: {} } };
  await old.table('prompts').put(row);
  await old.table('overruled').put({ mid: 'm', key: 'prompts/p' });
  await old.table('blobs').put({ hash: 'h', sent: 0, at: 3 });
  old.close();

  const db = openDatabase('ada', { indexedDB, IDBKeyRange });
  expect(await db.prompts.where('$sync.seq').above(6).primaryKeys()).toEqual(['p']);
  expect(await db.blobs.where('at').above(2).primaryKeys()).toEqual(['h']);
  expect(await db.overruled.count()).toBe(1);
  expect(await db.comments.count()).toBe(0);
});
