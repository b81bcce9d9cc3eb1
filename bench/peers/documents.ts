import Sqlite from 'better-sqlite3';
import { join } from 'node:path';
import { promptOf, runOf } from '../sync-data.ts';

/** Of a socket's messages, as our answers: only long ones are packed, quickly. */
export const packed = { threshold: 16 * 1024, zlibDeflateOptions: { level: 1 } };

export type Kind = 'prompts' | 'runs';

/** SQLite as the product opens it: nothing is acknowledged before it is fsynced. */
export function openSqlite() {
  const sql = new Sqlite(join(process.env['DATA'] ?? '.', 'peer.sqlite'));
  sql.pragma('journal_mode = WAL');
  sql.exec('create table if not exists opened (at text)');
  // Set again after a write: this build falls back to NORMAL at the first one.
  sql.pragma('synchronous = FULL');
  sql.exec('insert into opened values (1)');
  if (sql.pragma('synchronous', { simple: true }) !== 2)
    throw new Error('SQLite would not keep synchronous=FULL.');
  return sql;
}

/** What a bootstrap finds: as many runs as asked for and a thousand prompts, or nothing. */
export function* seeded(): Generator<[Kind, { id: string }]> {
  const runs = Number(process.env['RUNS'] ?? 0);
  if (runs === 0) return;
  for (let nth = 0; nth < 1000; nth++) yield ['prompts', promptOf(nth)];
  for (let nth = 0; nth < runs; nth++) yield ['runs', runOf(nth)];
}
