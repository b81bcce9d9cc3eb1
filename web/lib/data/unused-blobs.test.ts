import * as fc from 'fast-check';
import { IDBFactory, IDBKeyRange } from 'fake-indexeddb';
import { expect, test } from 'vitest';
import { blobGraceMs } from '#shared/blob-names';
import { keepBlob } from './blobs';
import { openDatabase } from './db';
import { createStore } from './edit';
import { transact } from './transact';
import { forgetUnusedBlobs } from './unused-blobs';

function device() {
  const db = openDatabase('someone', { indexedDB: new IDBFactory(), IDBKeyRange });
  let ids = 0;
  const store = createStore({ db, scope: 's', now: () => 1, newId: () => `id-${++ids}` });
  return { db, store };
}

const bytesOf = (n: number) => new TextEncoder().encode(`file ${n}`);
const partOf = (blob: string) => ({
  type: 'image' as const,
  mediaType: 'image/png',
  source: { blob, size: 6 }
});

const place = fc.record({
  file: fc.integer({ min: 0, max: 4 }),
  where: fc.constantFrom('message', 'trash', 'outbox', 'queue', 'placement', 'quarantine')
});

test('a file that is named anywhere on the device is never deleted, and one that is named nowhere is', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(place, { maxLength: 5 }), async (places) => {
      const { db, store } = device();
      const hashes: string[] = [];
      for (let n = 0; n < 5; n++) hashes.push((await keepBlob(db, bytesOf(n), 0)).hash);
      for (const [index, { file, where }] of places.entries()) {
        const parts = [partOf(hashes[file]!)];
        const request = { content: { messages: [{ role: 'user', content: parts }] } };
        const id = `q${index}`;
        if (where === 'queue') await db.table('queuedRuns').put({ id, promptId: 'p', request });
        else if (where === 'placement') await db.table('placements').put({ promptId: id, request });
        else if (where === 'quarantine')
          await db.table('quarantine').put({ mid: id, key: 'k', at: 0, content: { parts } });
        else {
          const made = await store.create('promptMessages', { promptId: 'p', parts });
          if (where === 'trash') await store.edit('promptMessages', made.id, { deletedAt: 1 });
          // The change that made it still waits, whatever stands there now.
          if (where === 'outbox')
            await transact(db, ['promptMessages'], () => db.promptMessages.delete(made.id));
        }
      }
      await forgetUnusedBlobs(db, blobGraceMs + 1);
      const kept = new Set(await db.blobs.toCollection().primaryKeys());
      hashes.forEach((hash, n) =>
        expect(kept.has(hash)).toBe(places.some(({ file }) => file === n))
      );
    }),
    { numRuns: 25 }
  );
}, 60_000);

test('a file of the last day stays; added again after it is sent again', async () => {
  const { db } = device();
  const { hash } = await keepBlob(db, bytesOf(1), 0);
  expect(await forgetUnusedBlobs(db, blobGraceMs - 1)).toBe(0);
  await db.blobs.update(hash, { sent: 1 });
  await keepBlob(db, bytesOf(1), blobGraceMs - 1);
  expect(await db.blobs.get(hash)).toMatchObject({ sent: 0, at: blobGraceMs - 1 });
  expect(await forgetUnusedBlobs(db, blobGraceMs + 1)).toBe(0);
  expect(await forgetUnusedBlobs(db, 3 * blobGraceMs)).toBe(1);
});
