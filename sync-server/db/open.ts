import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { drizzle } from 'drizzle-orm/better-sqlite3';
import { migrate } from 'drizzle-orm/better-sqlite3/migrator';
import { migrationsFolder } from './migrations-folder.ts';
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
export function openDatabase(folder: string | ':memory:') {
  const inMemory = folder === ':memory:';
  if (!inMemory) {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    refuseVanishedDatabase(folder);
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
  refuseNewerDatabase(sql);
  backUpBeforeMigrating(sql, inMemory ? null : folder);
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
  if (existsSync(join(folder, 'marker')) && !existsSync(join(folder, 'playground.sqlite')))
    throw new DatabaseRefused(
      `${folder} was in use, but its playground.sqlite is missing. ` +
        `Put the file or a backup back, or remove ${join(folder, 'marker')} to start empty.`
    );
}

interface Journal {
  entries: { when: number }[];
}

function knownMigrations() {
  const journal = JSON.parse(
    readFileSync(join(migrationsFolder, 'meta/_journal.json'), 'utf8')
  ) as Journal;
  return journal.entries.map((entry) => entry.when);
}

function appliedMigrations(sql: Sql): number[] {
  const has = sql.prepare("select 1 from sqlite_master where name = '__drizzle_migrations'").get();
  if (!has) return [];
  return sql
    .prepare('select created_at as at from __drizzle_migrations order by created_at')
    .all()
    .map((row) => Number((row as { at: number }).at));
}

function refuseNewerDatabase(sql: Sql) {
  const newest = Math.max(...knownMigrations());
  if (appliedMigrations(sql).some((at) => at > newest))
    throw new DatabaseRefused(
      'This database was written by a newer version of the Playground. Update the server; nothing was changed.'
    );
}

function backUpBeforeMigrating(sql: Sql, folder: string | null) {
  const applied = appliedMigrations(sql);
  if (!folder || applied.length === 0 || applied.length >= knownMigrations().length) return;
  mkdirSync(join(folder, 'backups'), { recursive: true, mode: 0o700 });
  const target = join(folder, 'backups', `before-migration-${applied.length}.sqlite`);
  if (!existsSync(target)) sql.prepare('vacuum into ?').run(target);
}

function olderThan(a: string, b: string) {
  const [as, bs] = [a.split('.').map(Number), b.split('.').map(Number)];
  for (let i = 0; i < bs.length; i++) {
    if ((as[i] ?? 0) !== (bs[i] ?? 0)) return (as[i] ?? 0) < (bs[i] ?? 0);
  }
  return false;
}
