import { constants, copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDatabase } from '../db/open.ts';
import { examine, hashFile } from './examine.ts';
import { readManifest } from './manifest.ts';
import { BackupRefused } from './refused.ts';
import type { Manifest } from './manifest.ts';

/**
 * Whether a backup is what its manifest says: every byte, SQLite's own checks, every table's rows.
 * @throws BackupRefused naming what is wrong.
 */
export function checkBackup(path: string): Manifest {
  if (!existsSync(path)) throw new BackupRefused(`${path} does not exist.`);
  const manifest = readManifest(path);
  const { sha256, bytes } = hashFile(path);
  if (bytes !== manifest.bytes || sha256 !== manifest.sha256)
    throw new BackupRefused(`${path} is not as it was written: its SHA-256 is another.`);
  checkTables(path, manifest);
  return manifest;
}

/** @throws BackupRefused when the rows are others than the manifest says. */
export function checkTables(path: string, manifest: Manifest): void {
  const { tables } = examine(path);
  for (const name of new Set([...Object.keys(tables), ...Object.keys(manifest.tables)]))
    if (tables[name]?.sha256 !== manifest.tables[name]?.sha256)
      throw new BackupRefused(`${path}: the table ${name} is not as it was backed up.`);
}

/** Checks a backup, and opens a copy of it as the server would, migrations and all. */
export function verifyBackup(path: string): Manifest {
  const manifest = checkBackup(path);
  const folder = mkdtempSync(join(tmpdir(), 'playground-verify-'));
  try {
    copyFileSync(path, join(folder, 'playground.sqlite'), constants.COPYFILE_FICLONE);
    openDatabase(folder).sql.close();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return manifest;
}
