import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Beside this file in the sources, beside main.js in the bundle. */
const beside = fileURLToPath(new URL('./migrations', import.meta.url));
const source = fileURLToPath(new URL('../../sync-server/db/migrations', import.meta.url));

export const migrationsFolder = existsSync(beside) ? beside : source;

interface Journal {
  entries: { when: number }[];
}

/** The time stamps of all migrations this version knows, oldest first. */
export function knownMigrations(): number[] {
  const path = join(migrationsFolder, 'meta/_journal.json');
  return (JSON.parse(readFileSync(path, 'utf8')) as Journal).entries.map((entry) => entry.when);
}

export const newestMigration = (): number => Math.max(...knownMigrations());
