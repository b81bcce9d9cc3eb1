import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { expect, onTestFinished, test } from 'vitest';
import { openDatabase } from '../db/open.ts';
import { createWriter } from '../db/writer.ts';
import { makeAside } from './make-aside.ts';
import { verifyBackup } from './verify-backup.ts';

test('R14: each backup made under load is whole and holds everything acknowledged before it began', async () => {
  const root = mkdtempSync(join(tmpdir(), 'playground-load-'));
  const dataFolder = join(root, 'data');
  const { sql } = openDatabase(dataFolder);
  onTestFinished(() => {
    sql.close();
    rmSync(root, { recursive: true, force: true });
  });
  const writer = createWriter(sql);
  const put = sql.prepare("insert into meta (key, value) values (?, 'load')");
  let acknowledged = 0;
  let loading = true;
  const load = (async () => {
    for (let next = 0; loading; next++) {
      await writer.transact(() => put.run(`row-${String(next).padStart(7, '0')}`));
      acknowledged = next + 1;
      await new Promise((resolve) => setTimeout(resolve, 3));
    }
  })();
  for (let count = 0; count < 6; count++) {
    await new Promise((resolve) => setTimeout(resolve, 100));
    const before = acknowledged;
    const { path } = await makeAside(dataFolder, Date.UTC(2026, 10, 21) + count * 3_600_000);
    verifyBackup(path);
    const copy = new Sqlite(path, { readonly: true });
    const there = copy.prepare("select count(*) from meta where value = 'load'").pluck().get();
    copy.close();
    expect(there).toBeGreaterThanOrEqual(before);
  }
  loading = false;
  await load;
  expect(acknowledged).toBeGreaterThan(50);
}, 120_000);
