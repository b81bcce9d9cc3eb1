import Sqlite from 'better-sqlite3';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { contentOf } from './sync-data.ts';

/** Milliseconds of bare fsynced commits that put so many rows, 200 in each: less no server can need. */
export function sqliteFloor(rows: number): number {
  const folder = mkdtempSync(join(tmpdir(), 'sync-floor-'));
  const sql = new Sqlite(join(folder, 'floor.sqlite'));
  try {
    sql.pragma('journal_mode = WAL');
    sql.exec('create table rows (id text primary key, content text) without rowid');
    // Set after a write: this build falls back to NORMAL at the first one.
    sql.pragma('synchronous = FULL');
    const put = sql.prepare('insert or replace into rows values (?, ?)');
    const commit = sql.transaction((from: number) => {
      for (let nth = from; nth < Math.min(from + 200, rows); nth++)
        put.run(`prompt-${nth}`, contentOf(nth));
    });
    const begun = performance.now();
    for (let from = 0; from < rows; from += 200) commit(from);
    return performance.now() - begun;
  } finally {
    sql.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Runs in a page: milliseconds of bare IndexedDB puts of these rows, a thousand in each transaction. */
export async function indexedDbFloor(rows: { id: string }[]): Promise<number> {
  const db = await new Promise<IDBDatabase>((resolve, reject) => {
    const open = indexedDB.open('floor', 1);
    open.onupgradeneeded = () => open.result.createObjectStore('rows', { keyPath: 'id' });
    open.onsuccess = () => resolve(open.result);
    open.onerror = () => reject(open.error ?? new Error('No database.'));
  });
  const begun = performance.now();
  for (let from = 0; from < rows.length; from += 1000)
    await new Promise<void>((resolve, reject) => {
      const transaction = db.transaction('rows', 'readwrite', { durability: 'strict' });
      for (const row of rows.slice(from, from + 1000)) transaction.objectStore('rows').put(row);
      transaction.oncomplete = () => resolve();
      transaction.onerror = () => reject(transaction.error ?? new Error('Not written.'));
    });
  return performance.now() - begun;
}
