import { existsSync, readFileSync } from 'node:fs';
import * as z from 'zod/mini';
import { BackupRefused } from './refused.ts';
import { writeDurably } from './durably.ts';

export const backupKinds = ['automatic', 'manual', 'before-migration', 'pre-restore'] as const;
export type BackupKind = (typeof backupKinds)[number];

const manifestSchema = z.object({
  format: z.literal('playground-backup'),
  version: z.literal(1),
  kind: z.enum(backupKinds),
  /** ISO time when the copying began: what was acknowledged before it is in the backup. */
  madeAt: z.string(),
  bytes: z.number(),
  /** SHA-256 of the file, in hex. */
  sha256: z.string(),
  /** Time stamp of the newest migration applied. */
  schema: z.number(),
  /** How many rows each table has, and the SHA-256 of all of them. */
  tables: z.record(z.string(), z.object({ rows: z.number(), sha256: z.string() }))
});

/** What is written beside a backup, and what it has to be like when it is read again. */
export type Manifest = z.infer<typeof manifestSchema>;

export const manifestPath = (backup: string): string => backup.replace(/(\.sqlite)?$/, '.json');

export function writeManifest(backup: string, manifest: Manifest): void {
  writeDurably(manifestPath(backup), `${JSON.stringify(manifest, null, 2)}\n`);
}

/** @throws BackupRefused when there is none that can be read. */
export function readManifest(backup: string): Manifest {
  const path = manifestPath(backup);
  if (!existsSync(path))
    throw new BackupRefused(
      `${path} is missing; without it nobody can tell whether ${backup} is whole.`
    );
  try {
    return manifestSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch (cause) {
    throw new BackupRefused(`${path} does not describe a backup of the Playground.`, { cause });
  }
}
