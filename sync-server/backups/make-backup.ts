import {
  existsSync,
  mkdirSync,
  readdirSync,
  rmSync,
  statfsSync,
  statSync,
  writeFileSync
} from 'node:fs';
import { dirname, join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { settle } from './durably.ts';
import { examine, hashFile } from './examine.ts';
import { manifestPath, writeManifest } from './manifest.ts';
import { BackupRefused } from './refused.ts';
import type { BackupKind, Manifest } from './manifest.ts';

export interface Made {
  path: string;
  manifest: Manifest;
}

/** More than this share of the free space is never taken by what nobody asked for. */
const spareFactor = 3;
const allAtOnce = 0x7fffffff;

export const backupsFolder = (dataFolder: string): string => join(dataFolder, 'backups');

/** `2026-11-21T15-04-05-123Z-manual.sqlite`: sorts by time, and says why it was made. */
export function backupName(at: number, kind: BackupKind): string {
  return `${new Date(at).toISOString().replaceAll(/[:.]/g, '-')}-${kind}.sqlite`;
}

/**
 * Copies the database of a data folder, whether a server is using it or not, and proves the copy before it
 * gets its name. Everything acknowledged before `at` is in it. The master key is not.
 * @throws BackupRefused when there is nothing to copy, no room, or the copy is damaged.
 */
export async function makeBackup(options: {
  dataFolder: string;
  kind: BackupKind;
  /** Where to; a name of its own in the data folder's `backups` if absent. */
  out?: string | undefined;
  at: number;
}): Promise<Made> {
  const { dataFolder, kind, at } = options;
  const source = join(dataFolder, 'playground.sqlite');
  if (!existsSync(source)) throw new BackupRefused(`${source} does not exist.`);
  const path = options.out ?? join(backupsFolder(dataFolder), backupName(at, kind));
  if (existsSync(path)) throw new BackupRefused(`${path} exists already; name another file.`);
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  if (kind === 'automatic') refuseLittleRoom(source, dirname(path));
  return writing(path, async (part) => {
    const sql = new Sqlite(source, { fileMustExist: true, timeout: 5_000 });
    openToNobodyElse(part);
    try {
      // In one step, which is one consistent read: stepwise it would begin anew with every commit.
      await sql.backup(part, { progress: () => allAtOnce });
    } finally {
      sql.close();
    }
    return seal(part, path, kind, at);
  });
}

/** The same from an open database, at once: before a migration, when nobody is served yet. */
export function makeBackupNow(
  sql: Sqlite.Database,
  path: string,
  kind: BackupKind,
  at: number
): Made {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const part = `${path}.part`;
  rmSync(part, { force: true });
  openToNobodyElse(part);
  try {
    sql.prepare('vacuum into ?').run(part);
    return seal(part, path, kind, at);
  } catch (error) {
    removePart(part);
    throw error;
  }
}

/** All work is in it, and it may lie where others of this machine can look; SQLite fills the file that is there. */
const openToNobodyElse = (part: string) => writeFileSync(part, '', { mode: 0o600 });

async function writing(path: string, work: (part: string) => Promise<Made>): Promise<Made> {
  const part = `${path}.part`;
  removePart(part);
  try {
    return await work(part);
  } catch (error) {
    removePart(part);
    rmSync(`${manifestPath(path)}.part`, { force: true });
    const { code } = error as { code?: unknown };
    if (code !== 'ENOSPC' && code !== 'SQLITE_FULL' && !/^SQLITE_IOERR/.test(String(code)))
      throw error;
    throw new BackupRefused(
      `There is no room for a backup in ${dirname(path)}. Free some space or name another place; nothing was left behind.`,
      { cause: error }
    );
  }
}

function seal(part: string, path: string, kind: BackupKind, at: number): Made {
  // One file that needs no log beside it, so that it can be carried anywhere.
  const sql = new Sqlite(part);
  try {
    sql.pragma('journal_mode = DELETE');
  } finally {
    sql.close();
  }
  const facts = examine(part);
  const manifest: Manifest = {
    format: 'playground-backup',
    version: 1,
    kind,
    madeAt: new Date(at).toISOString(),
    ...hashFile(part),
    ...facts
  };
  // The manifest first: a file with its name but without its manifest is never there.
  writeManifest(path, manifest);
  settle(part, path);
  return { path, manifest };
}

function refuseLittleRoom(source: string, folder: string) {
  const { bavail, bsize } = statfsSync(folder);
  const log = `${source}-wal`;
  const size = statSync(source).size + (existsSync(log) ? statSync(log).size : 0);
  if (bavail * bsize < size * spareFactor)
    throw new BackupRefused(`There is too little room in ${folder} for another backup.`);
}

function removePart(part: string) {
  for (const suffix of ['', '-journal', '-wal', '-shm']) rmSync(part + suffix, { force: true });
}

/** What an interrupted backup left; to be removed when no other is being made. */
export function sweepParts(folder: string): void {
  if (!existsSync(folder)) return;
  for (const name of readdirSync(folder))
    if (/\.part(-journal|-wal|-shm)?$/.test(name)) rmSync(join(folder, name), { force: true });
}
