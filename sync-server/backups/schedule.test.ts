import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openDatabase } from '../db/open.ts';
import { listBackups } from './list-backups.ts';
import { makeAside } from './make-aside.ts';
import { makeBackup } from './make-backup.ts';
import { createBackupSchedule } from './schedule.ts';
import { verifyBackup } from './verify-backup.ts';

const hourMs = 3_600_000;

function harness() {
  const root = mkdtempSync(join(tmpdir(), 'playground-schedule-'));
  const dataFolder = join(root, 'data');
  const { sql } = openDatabase(dataFolder);
  onTestFinished(() => {
    sql.close();
    rmSync(root, { recursive: true, force: true });
  });
  const state = { now: Date.UTC(2026, 10, 21), written: 1, reports: [] as unknown[] };
  const look = (make: (at: number) => Promise<{ path: string }>) =>
    createBackupSchedule({
      dataFolder,
      now: () => state.now,
      written: () => state.written,
      make: async (at) => ({ path: (await make(at)).path, bytes: 0, dropped: 0 }),
      report: (error) => state.reports.push(error)
    });
  return { dataFolder, sql, state, look };
}

test('a backup is made an hour after the last, and only if something was written', async () => {
  const { dataFolder, state, look } = harness();
  const due = look((at) => makeBackup({ dataFolder, kind: 'automatic', at }));
  expect(await due()).not.toBeNull();
  state.written = 2;
  expect(await due(), 'too soon').toBeNull();
  state.now += hourMs;
  expect(await due()).not.toBeNull();
  state.now += hourMs;
  expect(await due(), 'nothing was written').toBeNull();
  state.written = 3;
  expect(await due()).not.toBeNull();
  expect(listBackups(dataFolder)).toHaveLength(3);
});

test('one that fails is reported and tried again, and two are never made at once', async () => {
  const { state, look } = harness();
  let calls = 0;
  const due = look(async () => {
    calls += 1;
    throw new Error('no room');
  });
  expect(await Promise.all([due(), due()])).toEqual([null, null]);
  expect({ calls, reports: state.reports.length }).toEqual({ calls: 1, reports: 1 });
  await due();
  expect(calls).toBe(2);
});

test('a thread of its own makes one while the database is written to', async () => {
  const { dataFolder, sql, state } = harness();
  const put = sql.prepare('insert or replace into meta (key, value) values (?, ?)');
  put.run('before', 'b');
  const making = makeAside(dataFolder, state.now);
  for (let index = 0; index < 50; index++) {
    put.run(`during-${index}`, 'd');
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  const { path } = await making;
  expect(verifyBackup(path).tables.meta?.rows).toBeGreaterThanOrEqual(3);
});
