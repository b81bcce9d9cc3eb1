import { constants, copyFileSync, existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { newestMigration } from '../db/migrations-folder.ts';
import { flush, settle } from './durably.ts';
import { backupName, backupsFolder } from './make-backup.ts';
import { BackupRefused } from './refused.ts';
import { checkBackup, checkTables } from './verify-backup.ts';
import type { Manifest } from './manifest.ts';

export interface Restored {
  manifest: Manifest;
  /** Where what stood there before is now; `null` if nothing did. */
  aside: string | null;
}

const logs = ['-wal', '-shm'];

/**
 * Puts a backup in the place of a data folder's database; whoever calls holds the folder, so that no server
 * runs. What stood there is kept as `…-pre-restore.sqlite`. The restored database has no epoch: a new history
 * begins, so every device reads all of it again and sends what it still has. Safe to do again after a crash at
 * any point: in between the server refuses to start.
 * @throws BackupRefused, before anything is touched.
 */
export function restoreBackup(options: { dataFolder: string; path: string; at: number }): Restored {
  const { dataFolder, path, at } = options;
  const manifest = checkBackup(path);
  if (manifest.schema > newestMigration())
    throw new BackupRefused(
      `${path} was made by a newer version of the Playground. Update it first; nothing was changed.`
    );
  const place = join(dataFolder, 'playground.sqlite');
  const part = `${place}.restoring`;
  dropFiles(part, ['', '-journal', ...logs]);
  try {
    copyFileSync(path, part, constants.COPYFILE_FICLONE);
    checkTables(part, manifest); // what came from the disk is not always what went to it
    const sql = new Sqlite(part);
    try {
      sql.prepare("delete from meta where key = 'epoch'").run();
    } finally {
      sql.close();
    }
    flush(part);
  } catch (error) {
    dropFiles(part, ['', '-journal', ...logs]);
    throw error;
  }
  const aside = setAside(dataFolder, place, at);
  settle(part, place);
  return { manifest, aside };
}

/** Moves the database away with its log, which belongs to it and to no other. */
function setAside(dataFolder: string, place: string, at: number): string | null {
  if (!existsSync(place)) {
    dropFiles(place, logs);
    return null;
  }
  const folder = backupsFolder(dataFolder);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const aside = join(folder, backupName(at, 'pre-restore'));
  for (const suffix of ['', '-wal'])
    if (existsSync(place + suffix)) renameSync(place + suffix, aside + suffix);
  rmSync(`${place}-shm`, { force: true });
  flush(folder);
  flush(dataFolder);
  return aside;
}

function dropFiles(path: string, suffixes: string[]) {
  for (const suffix of suffixes) rmSync(path + suffix, { force: true });
}
