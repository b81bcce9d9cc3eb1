import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { DatabaseRefused } from './open.ts';

/** How long a server that is just stopping is waited for. */
const patienceMs = 2_000;

/**
 * Takes a data folder for this process until the answer is called or the process is gone, however it
 * ends: two servers on one folder would take each other's live runs for interrupted ones.
 * @throws DatabaseRefused when another process has it.
 */
export function holdFolder(folder: string): () => void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  // An empty database is the one lock that works on every system and never stays behind.
  const lock = new Sqlite(join(folder, 'lock'), { timeout: patienceMs });
  try {
    lock.pragma('journal_mode = MEMORY');
    lock.exec('begin exclusive');
  } catch (error) {
    lock.close();
    if ((error as { code?: unknown }).code !== 'SQLITE_BUSY') throw error;
    throw new DatabaseRefused(
      `${folder} is in use by another Playground. Open that one, stop it, or set PLAYGROUND_DATA to another folder.`
    );
  }
  return () => lock.close();
}
