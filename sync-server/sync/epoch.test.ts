import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openDatabase } from '../db/open.ts';
import { openEpoch } from './epoch.ts';

test('a height that cannot be noted is reported, and stops nothing', () => {
  const folder = mkdtempSync(join(tmpdir(), 'playground-epoch-'));
  const { sql } = openDatabase(folder);
  onTestFinished(() => {
    sql.close();
    rmSync(folder, { recursive: true });
  });
  // A folder in its place refuses the file as a full disk would.
  mkdirSync(join(folder, 'epoch.json.new'));
  const reports: string[] = [];
  const epoch = openEpoch({
    sql,
    folder,
    newId: () => 'e1',
    monotonic: () => 5000 * reports.length,
    report: (_error, what) => reports.push(what)
  });
  epoch.note();
  expect(reports).toHaveLength(2);
  expect(epoch.current()).toBe('e1');
});
