import { blobGraceMs, blobNamesIn } from '#shared/blob-names';
import type { Database } from './db';
import { transact } from './transact';

/** Tables whose rows never name a file; everything else is looked through. */
const nameless = new Set([
  'blobs',
  'runs',
  'runOutputs',
  'packs',
  'packLines',
  'seen',
  'cursors',
  'tombstones',
  'stops'
]);

/**
 * Deletes here the files that nothing on this device names any more: no record, no waiting or past change,
 * no run that waits. What was added or fetched within the last day stays. Answers how many went; `now` in
 * milliseconds since the epoch.
 */
export async function forgetUnusedBlobs(db: Database, now: number): Promise<number> {
  const before = now - blobGraceMs;
  const unnamed = new Set<string>();
  // By key alone: to read a row is to read its bytes.
  for (const hash of await db.blobs.where('at').below(before).primaryKeys()) unnamed.add(hash);
  if (unnamed.size === 0) return 0;
  for (const table of db.tables) {
    if (nameless.has(table.name)) continue;
    await table.each((row) => {
      for (const hash of blobNamesIn(JSON.stringify(row))) unnamed.delete(hash);
    });
    if (unnamed.size === 0) return 0;
  }
  return transact(db, ['blobs'], async () => {
    // Added again meanwhile, it is new.
    const still = await db.blobs.where('at').below(before).primaryKeys();
    const gone = still.filter((hash) => unnamed.has(hash));
    await db.blobs.bulkDelete(gone);
    return gone.length;
  });
}
