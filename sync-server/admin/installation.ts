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

/**
 * The database, open while `work` is done. A server may be running. If there is none it is made, where that is
 * wanted: an owner may be there before the server first starts.
 * @throws DatabaseRefused if there is none, and none is wanted
 */
export async function withDatabase<T>(
  folder: string,
  work: (db: Db) => T | Promise<T>,
  { make = false } = {}
): Promise<T> {
  if (!make && !existsSync(join(folder, 'playground.sqlite')))
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
