import { syncedNames } from '#shared/collections';
import type { Tombstone } from '#shared/protocol';
import { keyOf, splitKey, type Cursor, type Database, type Row } from './db';
import { dropPacks, eachPacked } from './packs';
import { bury } from './tombstones';
import { waitingByKey } from './waiting';

interface Sweeping {
  db: Database;
  scope: string;
  why: Cursor['resync'];
  /** Milliseconds since the epoch, here and on the server. */
  now: number;
  serverNow: number;
}

/**
 * What has not been met while everything was read again is not on the server any more: lost with a history
 * it had, or else deleted for ever while this device was away. Changes that wait stay in the queue. Inside
 * the running transaction.
 */
export async function sweep({ db, scope, why, now, serverNow }: Sweeping): Promise<void> {
  const seen = new Set(await db.seen.toCollection().primaryKeys());
  const purged: Tombstone[] = [];
  for (const name of syncedNames) {
    const gone = (await db.table<Row, string>(name).toCollection().primaryKeys()).filter(
      (id) => !seen.has(keyOf(name, id))
    );
    const keys = gone.map((id) => keyOf(name, id));
    const waiting = await waitingByKey(db, keys);
    const copies = await db.base.bulkGet(keys);
    // What the server never had cannot have been deleted there.
    const lost = gone.filter((id, index) =>
      waiting.has(keyOf(name, id)) ? why === 2 && copies[index] : true
    );
    for (const row of await db.table<Row, string>(name).bulkGet(lost)) {
      if (!row || row.$sync.scope !== scope) continue;
      if (why === 2) purged.push({ collection: name, id: row.id, seq: 0 });
      else await keepAside(db, keyOf(name, row.id), row, now);
    }
  }
  // What stood in packs and is on the server has come as rows.
  if (why === 1)
    await eachPacked(db, scope, async (row) => {
      const key = keyOf('runs', row.id);
      if (!seen.has(key)) await keepAside(db, key, row, now);
    });
  await dropPacks(db, scope);
  await bury(db, scope, purged, serverNow);
  await db.unknown.filter((row) => row.scope === scope && !seen.has(row.key)).delete();
  await db.seen.clear();
}

export const sweptId = (key: string) => `swept:${key}`;

/** A restored server has forgotten it; the person may still want it. */
async function keepAside(db: Database, key: string, row: Row, now: number): Promise<void> {
  await db.quarantine.put({
    mid: sweptId(key),
    key,
    code: 'NOT_FOUND',
    detail: 'The server was restored from an older backup and no longer holds this.',
    content: row,
    at: now
  });
  await db.table<Row, string>(splitKey(key)[0]).delete(row.id);
}
