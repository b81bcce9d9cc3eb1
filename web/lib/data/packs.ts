import Dexie from 'dexie';
import { packedRow, without, type PackHead } from '#shared/pack';
import type { PackList } from '#shared/protocol';
import type { Database, Row } from './db';
import { rowOf } from './overlay';
import { readLines, writeLines, type PackBytes } from './pack-bytes';

/** Runs that ended long ago, as they came: a row of `runs` with the same id is newer. */
export interface StoredPack {
  hash: string;
  scope: string;
  head: PackHead;
}

/** What is still to be fetched of a list; packs that are not in it hold what was deleted, and go. */
export async function missingOf(
  db: Database,
  scope: string,
  { items }: PackList
): Promise<PackList['items']> {
  const listed = new Set(items.map(({ hash }) => hash));
  const here = (await db.packs.where('scope').equals(scope).primaryKeys()) as string[];
  await drop(
    db,
    here.filter((hash) => !listed.has(hash))
  );
  const kept = new Set(here);
  return items.filter(({ hash }) => !kept.has(hash));
}

export async function putPack(
  db: Database,
  scope: string,
  hash: string,
  { head, lines }: PackBytes
): Promise<void> {
  await db.packs.put({ hash, scope, head });
  await db.packLines.put({ hash, bytes: lines });
}

export async function dropPacks(db: Database, scope: string): Promise<void> {
  await drop(db, (await db.packs.where('scope').equals(scope).primaryKeys()) as string[]);
}

/** Takes runs out of the packs they stand in: nothing of what was deleted for ever stays. */
export async function dropPacked(db: Database, ids: ReadonlySet<string>): Promise<void> {
  if (ids.size === 0 || (await db.packs.count()) === 0) return;
  for (const pack of await db.packs.toArray()) {
    if (!pack.head.ids.some((id) => ids.has(id))) continue;
    const lines = await linesOf(db, pack.hash);
    if (!lines) continue;
    const left = without({ head: pack.head, lines }, ids);
    if (left.head.ids.length === 0) {
      await drop(db, [pack.hash]);
      continue;
    }
    const bytes = await during(() => writeLines(left.lines));
    // What is kept of packs in memory goes by name, so this is another one.
    await drop(db, [pack.hash]);
    await putPack(db, pack.scope, `${pack.hash}-`, { head: left.head, lines: bytes });
  }
}

/** All packed runs of a scope as rows, pack by pack. Inside the running transaction. */
export async function eachPacked(
  db: Database,
  scope: string,
  each: (row: Row) => Promise<void>
): Promise<void> {
  for (const { hash, head } of await db.packs.where('scope').equals(scope).toArray()) {
    const lines = (await linesOf(db, hash)) ?? [];
    for (const place of lines.keys()) await each(rowOf(scope, packedRow({ head, lines }, place)));
  }
}

/** A run that stands in a pack. Inside the running transaction. */
export async function findPacked(db: Database, id: string): Promise<Row | undefined> {
  if ((await db.packs.count()) === 0) return undefined;
  for (const { hash, scope, head } of await db.packs.toArray()) {
    const place = head.ids.indexOf(id);
    if (place < 0) continue;
    const lines = await linesOf(db, hash);
    if (lines) return rowOf(scope, packedRow({ head, lines }, place));
  }
  return undefined;
}

async function linesOf(db: Database, hash: string): Promise<string[] | null> {
  const kept = await db.packLines.get(hash);
  return kept ? await during(() => readLines(kept.bytes)) : null;
}

/** Packing asks nothing of the storage: the transaction is kept open for it, and Dexie's zone out of it. */
function during<T>(work: () => Promise<T>): PromiseLike<T> {
  return Dexie.waitFor(Dexie.ignoreTransaction(work));
}

async function drop(db: Database, hashes: string[]): Promise<void> {
  if (hashes.length === 0) return;
  await db.packs.bulkDelete(hashes);
  await db.packLines.bulkDelete(hashes);
}
