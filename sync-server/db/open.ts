import { existsSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { drizzle } from 'drizzle-orm/better-sqlite3';
import { migrate } from 'drizzle-orm/better-sqlite3/migrator';
import { backupName, backupsFolder, makeBackupNow } from '../backups/make-backup.ts';
import { knownMigrations, migrationsFolder, newestMigration } from './migrations-folder.ts';
import * as schema from './schema.ts';

export type Sql = Sqlite.Database;
export type Db = ReturnType<typeof openDatabase>;

const oldestSqlite = '3.51.3'; // older ones can corrupt a WAL that is reset while read

/** Thrown at boot; `main.ts` prints the sentence and exits 78 (EX_CONFIG). */
export class DatabaseRefused extends Error {}

/**
 * Opens the one database of an installation, durable and migrated. `:memory:` in tests.
 * @throws DatabaseRefused when opening it would lose or hide data.
 */
export function openDatabase(folder: string | ':memory:', now: () => number = Date.now) {
  const inMemory = folder === ':memory:';
  if (!inMemory) {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    refuseVanishedDatabase(folder);
    refuseNewerDatabase(join(folder, 'playground.sqlite'));
  }
  const path = inMemory ? ':memory:' : join(folder, 'playground.sqlite');
  const sql = new Sqlite(path);
  const version = sql.prepare('select sqlite_version() as v').get() as { v: string };
  if (olderThan(version.v, oldestSqlite))
    throw new DatabaseRefused(`SQLite ${version.v} is older than ${oldestSqlite}.`);

  sql.pragma('journal_mode = WAL');
  sql.pragma('busy_timeout = 5000');
  sql.pragma('foreign_keys = ON');
  sql.pragma('trusted_schema = OFF');
  sql.pragma('cell_size_check = ON');
  sql.pragma('secure_delete = ON');
  sql.pragma('wal_autocheckpoint = 1000'); // more would not fit beside the data on a small disk
  sql.pragma('journal_size_limit = 67108864');
  sql.pragma('synchronous = FULL');

  const orm = drizzle({ client: sql, schema, casing: 'snake_case' });
  if (!inMemory) backUpBeforeMigrating(sql, folder, now());
  migrate(orm, { migrationsFolder });

  // better-sqlite3 is compiled so that WAL quietly falls back to NORMAL at the first write, and NORMAL
  // loses acknowledged rows in a power cut. So it is set again and checked after a write.
  sql.prepare("insert or ignore into meta (key, value) values ('opened', '1')").run();
  sql.pragma('synchronous = FULL');
  sql.prepare("update meta set value = value + 1 where key = 'opened'").run();
  if (sql.pragma('synchronous', { simple: true }) !== 2)
    throw new DatabaseRefused('SQLite would not keep synchronous=FULL.');
  if (!inMemory) writeFileSync(join(folder, 'marker'), 'This folder holds playground.sqlite.\n');
  return { sql, orm, folder: inMemory ? null : folder };
}

/** A data folder whose database is gone is a disaster to report, not a fresh start. */
function refuseVanishedDatabase(folder: string) {
  const path = join(folder, 'playground.sqlite');
  if (!existsSync(join(folder, 'marker'))) return;
  if (existsSync(path) && statSync(path).size > 0) return;
  throw new DatabaseRefused(
    `${folder} was in use, but its playground.sqlite is ${existsSync(path) ? 'empty' : 'missing'}. ` +
      `Put the file back, or a backup: npm run admin -- backup restore latest. ` +
      `Or remove ${join(folder, 'marker')} to start empty.`
  );
}

function appliedMigrations(sql: Sql): number[] {
  const has = sql.prepare("select 1 from sqlite_master where name = '__drizzle_migrations'").get();
  if (!has) return [];
  return sql
    .prepare('select created_at as at from __drizzle_migrations order by created_at')
    .all()
    .map((row) => Number((row as { at: number }).at));
}

/** Looked at without a hand on it: a version that does not know the file must not even open it for writing. */
function refuseNewerDatabase(path: string) {
  if (!existsSync(path) || statSync(path).size === 0) return;
  const sql = new Sqlite(path, { readonly: true, timeout: 5_000 });
  try {
    if (appliedMigrations(sql).some((at) => at > newestMigration()))
      throw new DatabaseRefused(
        'This database was written by a newer version of the Playground. Update the server; nothing was changed.'
      );
  } finally {
    sql.close();
  }
}

function backUpBeforeMigrating(sql: Sql, folder: string, at: number) {
  const applied = appliedMigrations(sql);
  if (applied.length === 0 || applied.length >= knownMigrations().length) return;
  const path = join(backupsFolder(folder), backupName(at, 'before-migration'));
  makeBackupNow(sql, path, 'before-migration', at);
}

function olderThan(a: string, b: string) {
  const [as, bs] = [a.split('.').map(Number), b.split('.').map(Number)];
  for (let i = 0; i < bs.length; i++) {
    if ((as[i] ?? 0) !== (bs[i] ?? 0)) return (as[i] ?? 0) < (bs[i] ?? 0);
  }
  return false;
}
