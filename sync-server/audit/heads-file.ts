import { existsSync, readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod/mini';
import { writeDurably } from '../backups/durably.ts';
import { auditHeads } from './audit.ts';
import type { Sql } from '../db/open.ts';

const headSchema = z.object({
  /** A day by UTC, such as 2026-11-21. */
  day: z.string(),
  organizationId: z.string(),
  n: z.number(),
  hash: z.string()
});
const fileSchema = z.array(headSchema);

export type NotedHead = z.infer<typeof headSchema>;

const longestDays = 800;
const fileOf = (dataFolder: string) => join(dataFolder, 'audit-heads.json');

/**
 * Notes once a day, outside the database, where each organization's log stands: a log whose end was cut off,
 * or that was made anew as a whole, does not fit it. Copy the file elsewhere to be safe from whoever can
 * write to the data folder.
 */
export function noteHeads(sql: Sql, dataFolder: string, at: number): void {
  const day = new Date(at).toISOString().slice(0, 10);
  const noted = readHeads(dataFolder);
  const known = new Set(noted.filter((one) => one.day === day).map((one) => one.organizationId));
  const added = auditHeads(sql)
    .filter(({ organizationId }) => !known.has(organizationId))
    .map((head) => ({ day, ...head }));
  if (added.length === 0) return;
  const oldest = new Date(at - longestDays * 86_400_000).toISOString().slice(0, 10);
  const kept = [...noted, ...added].filter((one) => one.day >= oldest);
  writeDurably(fileOf(dataFolder), `${JSON.stringify(kept, null, 1)}\n`);
}

/** What was noted; nothing if there is no file yet. */
export function readHeads(dataFolder: string): NotedHead[] {
  const path = fileOf(dataFolder);
  return existsSync(path) ? fileSchema.parse(JSON.parse(readFileSync(path, 'utf8'))) : [];
}

/** The first noted head that no longer stands in the log. */
export function missingHead(sql: Sql, noted: readonly NotedHead[]): NotedHead | null {
  const at = sql
    .prepare<[string, number], string>('select hash from audit where organization_id = ? and n = ?')
    .pluck();
  return noted.find((head) => at.get(head.organizationId, head.n) !== head.hash) ?? null;
}

/** After a restore the log is another, shorter one: what was noted of the old one is kept under another name. */
export function setHeadsAside(dataFolder: string, at: number): void {
  const path = fileOf(dataFolder);
  const day = new Date(at).toISOString().slice(0, 19).replaceAll(':', '-');
  if (existsSync(path)) renameSync(path, path.replace(/\.json$/, `-before-${day}.json`));
}
