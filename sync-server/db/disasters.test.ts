import { spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { expect, onTestFinished, test } from 'vitest';
import { AppError } from '#shared/errors';
import { hashTables } from '../backups/examine.ts';
import { startRefusal } from '../start-refusal.ts';
import { openEpoch } from '../sync/epoch.ts';
import { knownMigrations, migrationsFolder } from './migrations-folder.ts';
import { openDatabase } from './open.ts';
import { createWriter } from './writer.ts';

// The rows of the reliability plan that need a real disk or another process.

function aFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'playground-disaster-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A database with something in it, as a killed process leaves it: its log beside it. */
function killed(): string {
  const [live, folder] = [aFolder(), aFolder()];
  const { sql } = openDatabase(live);
  openEpoch({ sql, folder: live, newId: () => 'e1', monotonic: () => 0 });
  sql.pragma('wal_checkpoint(TRUNCATE)');
  sql.exec("insert into scopes (id, seq) values ('u:local', 7)");
  openEpoch({ sql, folder: live, newId: () => 'e1', monotonic: () => 0 });
  cpSync(live, folder, { recursive: true });
  sql.close();
  return folder;
}

const epochOf = (folder: string) => {
  const { sql } = openDatabase(folder);
  const epoch = openEpoch({ sql, folder, newId: () => 'e2', monotonic: () => 0 }).current();
  const seq = sql.prepare('select max(seq) from scopes').pluck().get();
  sql.close();
  return { epoch, seq };
};

test('R13: a log file that was deleted after a kill begins a new history; a broken index of it does not', () => {
  const whole = killed();
  writeFileSync(join(whole, 'playground.sqlite-shm'), 'garbage'.repeat(100));
  expect(epochOf(whole)).toEqual({ epoch: 'e1', seq: 7 });
  const robbed = killed();
  for (const suffix of ['-wal', '-shm'])
    rmSync(join(robbed, `playground.sqlite${suffix}`), { force: true });
  expect(epochOf(robbed)).toEqual({ epoch: 'e2', seq: null });
});

test('R13: a database cut short, emptied or overwritten is refused with the way back, and left as it is', () => {
  const spoil: ((path: string) => void)[] = [
    (path) => truncateSync(path, 20_000),
    (path) => truncateSync(path, 0),
    (path) =>
      writeFileSync(path, Buffer.concat([Buffer.alloc(100, 7), readFileSync(path).subarray(100)]))
  ];
  for (const one of spoil) {
    const folder = aFolder();
    openDatabase(folder).sql.close();
    const path = join(folder, 'playground.sqlite');
    one(path);
    const bytes = readFileSync(path);
    let refused: unknown;
    try {
      openDatabase(folder);
    } catch (error) {
      refused = error;
    }
    expect(startRefusal(refused, folder)).toContain('npm run admin -- backup restore latest');
    expect(readFileSync(path).equals(bytes)).toBe(true);
  }
});

/** The database as the version left it that knew only the first `count` migrations. */
function atSchema(count: number): string {
  const folder = aFolder();
  const sql = new Sqlite(join(folder, 'playground.sqlite'));
  sql.pragma('journal_mode = WAL');
  sql.exec(
    'create table __drizzle_migrations (id SERIAL PRIMARY KEY, hash text NOT NULL, created_at numeric)'
  );
  const journal = JSON.parse(
    readFileSync(join(migrationsFolder, 'meta/_journal.json'), 'utf8')
  ) as {
    entries: { tag: string; when: number }[];
  };
  for (const { tag, when } of journal.entries.slice(0, count)) {
    sql.exec(readFileSync(join(migrationsFolder, `${tag}.sql`), 'utf8'));
    sql.prepare('insert into __drizzle_migrations (hash, created_at) values (?, ?)').run(tag, when);
  }
  sql.exec("insert into meta (key, value) values ('kept', 'from before')");
  sql.exec(
    `insert into records (scope, collection, id, seq, body, fields, created_at, updated_at)
     values ('u:local', 'presets', 'p', 1, '{"name":"Old"}', '{}', 1, 1)`
  );
  sql.close();
  return folder;
}

test('R16: from every schema there ever was, a database is brought up to this one with its rows', () => {
  for (let count = 1; count < knownMigrations().length; count++) {
    const { sql } = openDatabase(atSchema(count));
    const row = sql.prepare("select body ->> '$.name' from records").pluck().get();
    expect(row, `from schema ${count}`).toBe('Old');
    expect(sql.pragma('integrity_check', { simple: true })).toBe('ok');
    sql.close();
  }
});

/** Opens a database in a process that kills itself before its n-th statement that changes the schema. */
function openAndDie(folder: string, statement: number): Promise<NodeJS.Signals | null> {
  const script = `
    import Sqlite from 'better-sqlite3';
    import { openDatabase } from './sync-server/db/open.ts';
    const prepare = Sqlite.prototype.prepare;
    let left = ${statement};
    Sqlite.prototype.prepare = function (text) {
      if (/^\\s*(create|alter|drop|update|insert into "?\`?(audit|__drizzle))/i.test(text) && left-- === 0)
        process.kill(process.pid, 'SIGKILL');
      return prepare.call(this, text);
    };
    openDatabase(${JSON.stringify(folder)});`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: 'ignore' });
  return new Promise((resolve) => child.once('exit', (_code, signal) => resolve(signal)));
}

test('R16: a migration killed in its midst is done again as if nothing had been', async () => {
  const tablesOf = (folder: string) => {
    const { sql } = openDatabase(folder);
    const tables = Object.entries(hashTables(sql)).filter(([name]) => name !== 'meta');
    sql.close();
    return tables;
  };
  const undisturbed = tablesOf(atSchema(1));
  for (const statement of [0, 1, 4, 11, 25]) {
    const folder = atSchema(1);
    expect(await openAndDie(folder, statement), `at statement ${statement}`).toBe('SIGKILL');
    expect(tablesOf(folder), `after statement ${statement}`).toEqual(undisturbed);
  }
}, 240_000);

test('R16: a newer database is refused, and not a byte of it changes', () => {
  const folder = aFolder();
  const { sql } = openDatabase(folder);
  sql.exec("insert into __drizzle_migrations (hash, created_at) values ('x', 9e15)");
  sql.close();
  const bytes = readFileSync(join(folder, 'playground.sqlite'));
  expect(() => openDatabase(folder)).toThrow(/newer version/);
  expect(readFileSync(join(folder, 'playground.sqlite')).equals(bytes)).toBe(true);
});

/** Another process that keeps the write lock of a database for so long. */
async function lockedFor(folder: string, ms: number): Promise<() => void> {
  const script = `
    const sql = new (require('better-sqlite3'))(${JSON.stringify(join(folder, 'playground.sqlite'))});
    sql.exec('begin immediate');
    console.log('locked');
    setTimeout(() => sql.exec('rollback'), ${ms});`;
  const child = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
  await new Promise((resolve) => child.stdout.once('data', resolve));
  return () => void child.kill('SIGKILL');
}

test('R08: a lock of 2 s is waited for; one of 20 s is answered with busy, and nothing is lost or doubled', async () => {
  const folder = aFolder();
  const { sql } = openDatabase(folder);
  onTestFinished(() => void sql.close());
  const writer = createWriter(sql);
  const put = (key: string) =>
    writer.transact(() => sql.prepare('insert into meta (key, value) values (?, 1)').run(key));
  onTestFinished(await lockedFor(folder, 2_000));
  await put('waited');
  const letGo = await lockedFor(folder, 20_000);
  const refused = await put('refused').catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(AppError);
  expect(refused).toMatchObject({ code: 'SERVER_BUSY', retryAfterMs: 1_000 });
  letGo();
  await put('refused');
  expect(
    sql.prepare("select key from meta where value = '1' and key <> 'opened'").pluck().all()
  ).toEqual(expect.arrayContaining(['waited', 'refused']));
}, 60_000);
