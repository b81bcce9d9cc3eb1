import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { holdFolder } from '../db/hold-folder.ts';
import { DatabaseRefused, openDatabase } from '../db/open.ts';
import { readSettings } from '../env.ts';
import type { Db, Sql } from '../db/open.ts';
import type { Settings } from '../env.ts';
import type { Place } from './command.ts';

/** Works while no server can run; lets the data folder go afterwards. */
export async function whileStopped<T>(
  place: Place,
  work: (settings: Settings) => T | Promise<T>
): Promise<T> {
  const settings = readSettings(place.env);
  const letGo = holdFolder(settings.PLAYGROUND_DATA);
  try {
    return await work(settings);
  } finally {
    letGo();
  }
}

/** The database, open while `work` is done. A server may be running. @throws DatabaseRefused if there is none. */
export async function withDatabase<T>(
  folder: string,
  work: (db: Db) => T | Promise<T>
): Promise<T> {
  if (!existsSync(join(folder, 'playground.sqlite')))
    throw new DatabaseRefused(
      `There is no database in ${folder}. Set PLAYGROUND_DATA to the data folder of the Playground.`
    );
  const db = openDatabase(folder);
  try {
    return await work(db);
  } finally {
    db.sql.close();
  }
}

/** Whose logs tell of what was done to the whole installation. */
export function organizationsOf(sql: Sql): string[] {
  const ids = sql
    .prepare(
      `select organization_id from audit union select organization_id from data_keys
       union select organization_id from connections union select id from organizations`
    )
    .pluck()
    .all() as string[];
  return ids.length > 0 ? ids : ['local'];
}
