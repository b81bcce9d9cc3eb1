import { existsSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { backupKinds, manifestPath } from './manifest.ts';
import { backupsFolder } from './make-backup.ts';
import { kept, whichToKeep } from './which-to-keep.ts';
import type { BackupKind } from './manifest.ts';

export interface Listed {
  path: string;
  /** Milliseconds since the epoch, of its name. */
  at: number;
  kind: BackupKind;
  bytes: number;
}

const dayMs = 24 * 60 * 60 * 1000;
const named = new RegExp(
  `^(\\d{4}-\\d{2}-\\d{2})T(\\d{2})-(\\d{2})-(\\d{2})-(\\d{3})Z-(${backupKinds.join('|')})\\.sqlite$`
);

/** The backups of a data folder, newest first. */
export function listBackups(dataFolder: string): Listed[] {
  const folder = backupsFolder(dataFolder);
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .flatMap((name): Listed[] => {
      const [, day, hour, minute, second, ms, kind] = named.exec(name) ?? [];
      if (day === undefined) return [];
      const path = join(folder, name);
      const at = Date.parse(`${day}T${hour}:${minute}:${second}.${ms}Z`);
      return [{ path, at, kind: kind as BackupKind, bytes: statSync(path).size }];
    })
    .sort((a, b) => b.at - a.at);
}

/**
 * Deletes backups that have had their time: those made by themselves as `whichToKeep` says, those made before
 * a migration or a restore after 35 days. What was made by hand is never touched.
 */
export function dropOldBackups(dataFolder: string, now: number): number {
  const backups = listBackups(dataFolder);
  const automatic = backups.filter(({ kind }) => kind === 'automatic');
  const keep = whichToKeep(automatic, now);
  const old = backups.filter((backup) => {
    if (backup.kind === 'manual') return false;
    if (backup.kind === 'automatic') return !keep.has(backup);
    return now - backup.at > kept.days * dayMs;
  });
  for (const { path } of old)
    for (const file of [path, `${path}-wal`, `${path}-shm`, manifestPath(path)])
      rmSync(file, { force: true });
  return old.length;
}
