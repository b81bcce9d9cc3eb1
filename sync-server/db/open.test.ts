import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openDatabase } from './open.ts';

function temporaryFolder() {
  const folder = mkdtempSync(join(tmpdir(), 'playground-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

test('a new database is durable: WAL with synchronous=FULL after the first write', () => {
  const { sql } = openDatabase(temporaryFolder());
  expect(sql.pragma('journal_mode', { simple: true })).toBe('wal');
  expect(sql.pragma('synchronous', { simple: true })).toBe(2);
  expect(sql.pragma('secure_delete', { simple: true })).toBe(1);
  sql.close();
});

test('a folder whose database vanished is refused, not started empty', () => {
  const folder = temporaryFolder();
  openDatabase(folder).sql.close();
  for (const suffix of ['', '-wal', '-shm'])
    rmSync(join(folder, `playground.sqlite${suffix}`), { force: true });
  expect(() => openDatabase(folder)).toThrow(/playground.sqlite is missing/);
});

test('a database written by a newer version is refused and left alone', () => {
  const folder = temporaryFolder();
  const { sql } = openDatabase(folder);
  sql
    .prepare('insert into __drizzle_migrations (hash, created_at) values (?, ?)')
    .run('from the future', Date.now() * 10);
  sql.close();
  expect(() => openDatabase(folder)).toThrow(/newer version/);
});
