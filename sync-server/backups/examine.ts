import { createHash } from 'node:crypto';
import { closeSync, openSync, readSync, statSync } from 'node:fs';
import Sqlite from 'better-sqlite3';
import { BackupRefused } from './refused.ts';
import type { Manifest } from './manifest.ts';

type Examined = Pick<Manifest, 'schema' | 'tables'>;

/**
 * Reads a whole database file, which nobody else has open: SQLite's own checks, and a hash of each table's
 * rows, since SQLite does not see a bit that turned inside a value.
 * @throws BackupRefused when something is broken.
 */
export function examine(path: string): Examined {
  const sql = new Sqlite(path, { readonly: true });
  try {
    const integrity = String(sql.pragma('integrity_check(1)', { simple: true }));
    if (integrity !== 'ok') throw new BackupRefused(`${path} is damaged: ${integrity}.`);
    const orphans = sql.pragma('foreign_key_check') as unknown[];
    if (orphans.length > 0)
      throw new BackupRefused(`${path} is damaged: ${orphans.length} rows name what is not there.`);
    return { schema: schemaOf(sql), tables: hashTables(sql) };
  } catch (error) {
    const { code } = error as { code?: unknown };
    if (code !== 'SQLITE_NOTADB' && code !== 'SQLITE_CORRUPT') throw error;
    throw new BackupRefused(`${path} is not a whole database.`, { cause: error });
  } finally {
    sql.close();
  }
}

/**
 * Rows of every table in the order they lie in, with the SHA-256 of all of them. Without what full-text search
 * keeps for itself: SQLite checks that, and it can be made anew.
 */
export function hashTables(sql: Sqlite.Database): Manifest['tables'] {
  const names = sql
    .prepare(
      `select name from pragma_table_list
       where schema = 'main' and type = 'table' and name not like 'sqlite_%' order by name`
    )
    .pluck()
    .all() as string[];
  return Object.fromEntries(
    names.map((name) => {
      const hash = createHash('sha256');
      let rows = 0;
      for (const row of sql.prepare(`select * from "${name}" order by rowid`).raw().iterate()) {
        rows += 1;
        const cells = (row as unknown[]).map((cell) =>
          Buffer.isBuffer(cell) ? { bytes: cell.toString('base64') } : cell
        );
        hash.update(JSON.stringify(cells)).update('\n');
      }
      return [name, { rows, sha256: hash.digest('hex') }];
    })
  );
}

/** SHA-256 of a file in hex, and its size; read in pieces, for it may be larger than the memory. */
export function hashFile(path: string): { sha256: string; bytes: number } {
  const hash = createHash('sha256');
  const piece = Buffer.alloc(1024 * 1024);
  const handle = openSync(path, 'r');
  try {
    for (;;) {
      const read = readSync(handle, piece);
      if (read === 0) break;
      hash.update(piece.subarray(0, read));
    }
  } finally {
    closeSync(handle);
  }
  return { sha256: hash.digest('hex'), bytes: statSync(path).size };
}

function schemaOf(sql: Sqlite.Database): number {
  const has = sql.prepare("select 1 from sqlite_master where name = '__drizzle_migrations'").get();
  if (!has) throw new BackupRefused('This is not a database of the Playground.');
  const newest = sql.prepare('select max(created_at) from __drizzle_migrations').pluck().get();
  return Number(newest ?? 0);
}
