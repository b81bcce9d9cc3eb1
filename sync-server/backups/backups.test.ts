import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';
import { openDatabase } from '../db/open.ts';
import { openEpoch } from '../sync/epoch.ts';
import { dropOldBackups, listBackups } from './list-backups.ts';
import { backupName, backupsFolder, makeBackup } from './make-backup.ts';
import { manifestPath } from './manifest.ts';
import { restoreBackup } from './restore-backup.ts';
import { verifyBackup } from './verify-backup.ts';
import { whichToKeep } from './which-to-keep.ts';

const at = Date.UTC(2026, 10, 21, 15);
const hourMs = 3_600_000;

function dataFolder(): string {
  const root = mkdtempSync(join(tmpdir(), 'playground-backups-'));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  return join(root, 'data');
}

function withRows(folder: string, values: string[]) {
  const { sql } = openDatabase(folder);
  const put = sql.prepare('insert or replace into meta (key, value) values (?, ?)');
  for (const value of values) put.run(`row-${value}`, value);
  return sql;
}

const rowsOf = (folder: string) => {
  const sql = new Sqlite(join(folder, 'playground.sqlite'), { readonly: true });
  const rows = sql.prepare("select value from meta where key like 'row-%' order by value").pluck();
  const found = rows.all();
  sql.close();
  return found;
};

test('a backup of a database in use holds what was committed before it, and verifies', async () => {
  const folder = dataFolder();
  const sql = withRows(folder, ['a', 'b']);
  const { path, manifest } = await makeBackup({ dataFolder: folder, kind: 'manual', at });
  sql.close();
  expect(path).toBe(join(folder, 'backups', '2026-11-21T15-00-00-000Z-manual.sqlite'));
  expect(verifyBackup(path)).toEqual(manifest);
  expect(existsSync(`${path}-wal`)).toBe(false);
  expect(readFileSync(path).includes(readFileSync(`${folder}/marker`))).toBe(false);
});

test('a restore brings the rows back, keeps what stood there, and begins a new history', async () => {
  const folder = dataFolder();
  const before = withRows(folder, ['a']);
  const deps = { folder, newId: () => `epoch-${Math.random()}`, monotonic: () => 0 };
  const epoch = openEpoch({ sql: before, ...deps }).current();
  const { path } = await makeBackup({ dataFolder: folder, kind: 'manual', at });
  before.close();
  withRows(folder, ['later']).close();
  // A log of another database would be played into the restored one.
  writeFileSync(join(folder, 'playground.sqlite-wal'), 'stale');
  const { aside } = restoreBackup({ dataFolder: folder, path, at: at + 1 });
  expect(rowsOf(folder)).toEqual(['a']);
  expect(existsSync(join(folder, 'playground.sqlite-wal'))).toBe(false);
  const old = new Sqlite(aside ?? '', { readonly: true });
  expect(old.prepare("select value from meta where key = 'row-later'").pluck().get()).toBe('later');
  old.close();
  const after = openDatabase(folder).sql;
  expect(openEpoch({ sql: after, ...deps }).current()).not.toBe(epoch);
  after.close();
});

test('a byte that changed, a row that changed, a missing manifest: each is refused and said', async () => {
  const folder = dataFolder();
  withRows(folder, ['a secret garden']).close();
  const { path } = await makeBackup({ dataFolder: folder, kind: 'manual', at });
  const whole = readFileSync(path);
  const flipped = Buffer.from(whole);
  flipped[flipped.indexOf('secret garden')]! ^= 1;
  writeFileSync(path, flipped);
  expect(() => verifyBackup(path)).toThrow(/SHA-256 is another/);
  writeFileSync(path, whole);

  const manifest = JSON.parse(readFileSync(manifestPath(path), 'utf8'));
  manifest.tables.meta.sha256 = '0'.repeat(64);
  writeFileSync(manifestPath(path), JSON.stringify(manifest));
  expect(() => verifyBackup(path)).toThrow(/the table meta is not as it was backed up/);
  rmSync(manifestPath(path));
  const stood = readFileSync(join(folder, 'playground.sqlite'));
  expect(() => restoreBackup({ dataFolder: folder, path, at })).toThrow(/is missing; without it/);
  expect(readFileSync(join(folder, 'playground.sqlite'))).toEqual(stood);
});

test('a backup of a newer version is not restored', async () => {
  const folder = dataFolder();
  const sql = withRows(folder, ['a']);
  const future = 'insert into __drizzle_migrations (hash, created_at) values (?, 9e15)';
  sql.prepare(future).run('x');
  const { path } = await makeBackup({ dataFolder: folder, kind: 'manual', at });
  sql.close();
  expect(() => restoreBackup({ dataFolder: folder, path, at })).toThrow(/newer version/);
});

test('a restore that was cut short can be done again', async () => {
  const folder = dataFolder();
  withRows(folder, ['a']).close();
  const { path } = await makeBackup({ dataFolder: folder, kind: 'manual', at });
  // As a crash would leave it between setting the old one aside and putting the new one in its place.
  copyFileSync(path, join(folder, 'playground.sqlite.restoring'));
  rmSync(join(folder, 'playground.sqlite'));
  expect(() => openDatabase(folder)).toThrow(/backup restore latest/);
  expect(restoreBackup({ dataFolder: folder, path, at }).aside).toBeNull();
  expect(rowsOf(folder)).toEqual(['a']);
});

test('a migration makes a backup first, and one that failed does not count as one', () => {
  const folder = dataFolder();
  const { sql } = openDatabase(folder);
  // As an older version would have left it: the newest migration is not applied yet.
  sql.exec(
    'delete from __drizzle_migrations where created_at = (select max(created_at) from __drizzle_migrations)'
  );
  sql.close();
  // The table of the newest migration is there already, so migrating fails; the backup stands by then.
  expect(() => openDatabase(folder)).toThrow();
  expect(listBackups(folder).map(({ kind }) => kind)).toEqual(['before-migration']);
  expect(listBackups(folder).every(({ path }) => existsSync(manifestPath(path)))).toBe(true);
});

test('only what was made by itself is dropped when its time has come', () => {
  const folder = dataFolder();
  mkdirSync(backupsFolder(folder), { recursive: true });
  const put = (hoursAgo: number, kind: 'automatic' | 'manual' | 'pre-restore') => {
    const path = join(backupsFolder(folder), backupName(at - hoursAgo * hourMs, kind));
    writeFileSync(path, '');
    writeFileSync(manifestPath(path), '');
    return path;
  };
  const stays = [put(0, 'automatic'), put(1, 'pre-restore'), put(5_000, 'manual')];
  const goes = [put(2_000, 'automatic'), put(2_000, 'pre-restore')];
  expect(dropOldBackups(folder, at)).toBe(2);
  expect(stays.map((path) => existsSync(path) && existsSync(manifestPath(path)))).toEqual([
    true,
    true,
    true
  ]);
  expect(goes.map((path) => existsSync(path) || existsSync(manifestPath(path)))).toEqual([
    false,
    false
  ]);
});

test('of any backups at most 59 stay, the newest among them, and none older than 35 days beside it', () => {
  const backups = fc.array(
    fc.record({ at: fc.integer({ min: at - 100 * 24 * hourMs, max: at }) }),
    {
      minLength: 1,
      maxLength: 200
    }
  );
  fc.assert(
    fc.property(backups, (made) => {
      const keep = [...whichToKeep(made, at)].sort((a, b) => b.at - a.at);
      expect(keep.length).toBeLessThanOrEqual(24 + 35);
      expect(keep[0]?.at).toBe(Math.max(...made.map((one) => one.at)));
      expect(keep.slice(1).every((one) => at - one.at <= 35 * 24 * hourMs)).toBe(true);
      expect(whichToKeep(keep, at).size, 'choosing twice changes nothing').toBe(keep.length);
    })
  );
});
