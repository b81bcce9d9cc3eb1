import { isSyncedName } from '#shared/collections';
import type { WireRow } from '#shared/protocol';
import { keyOf, splitKey, type Database, type Row } from './db';
import { deleteFew } from './few-keys';
import { overlay, rowOf } from './overlay';
import { buried } from './tombstones';
import { waitingByKey } from './waiting';

/* How rows of the server come to stand in this device's tables. Inside the transaction that moves the cursor. */

/** The rows this version knows, by key; the others are kept for the version that will. */
export async function takeRows(
  db: Database,
  scope: string,
  rows: WireRow[]
): Promise<Map<string, Row | null>> {
  const known = new Map<string, Row | null>();
  const unknown = [];
  for (const row of rows) {
    const key = keyOf(row.collection, row.id);
    if (isSyncedName(row.collection)) known.set(key, rowOf(scope, row));
    else unknown.push({ ...row, scope, key });
  }
  await db.unknown.bulkPut(unknown);
  return known;
}

/** Writes rows as the screen shall read them: the server's, with what waits laid over. */
export async function showRows(db: Database, scope: string, server: Map<string, Row | null>) {
  const waiting = await waitingByKey(db, [...server.keys()]);
  // Late changes of what is deleted for ever do not bring it back here either.
  for (const key of await buried(db, server.keys())) {
    server.set(key, null);
    waiting.delete(key);
  }
  const puts = new Map<string, Row[]>();
  const bases: { key: string; row: Row }[] = [];
  const settledKeys: string[] = [];
  for (const [key, row] of server) {
    const pending = waiting.get(key);
    if (pending && row) bases.push({ key, row });
    else settledKeys.push(key);
    const [collection, id] = splitKey(key);
    const shown = pending ? overlay(collection, id, scope, row, pending) : row;
    const same = puts.get(collection);
    if (shown && same) same.push(shown);
    else if (shown) puts.set(collection, [shown]);
    else await db.table<Row, string>(collection).delete(id);
  }
  await deleteFew(db.base, settledKeys);
  if (bases.length > 0) await db.base.bulkPut(bases);
  for (const [collection, rows] of puts) await db.table<Row, string>(collection).bulkPut(rows);
}
