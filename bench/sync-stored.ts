import Sqlite from 'better-sqlite3';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** Bytes of all files under a folder. */
export function stored(folder: string): number {
  return filesIn(folder).reduce((sum, file) => sum + statSync(file).size, 0);
}

/** The same once every SQLite database in it has folded its write-ahead log in. */
export function storedFolded(folder: string): number {
  for (const file of filesIn(folder)) {
    if (!file.endsWith('.sqlite')) continue;
    const sql = new Sqlite(file);
    sql.pragma('wal_checkpoint(TRUNCATE)');
    sql.close();
  }
  return stored(folder);
}

const filesIn = (folder: string) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
