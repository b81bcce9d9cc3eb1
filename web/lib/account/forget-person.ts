import Dexie from 'dexie';
import { databaseName } from '$lib/data/db';
import type { Database } from '$lib/data/db';
import { databaseOf } from './place';

/**
 * Deletes everything this browser has stored of somebody: a database for each organization they belonged to, and
 * what is kept beside them. Nothing may be written while it goes.
 */
export async function forgetPerson(
  open: Database,
  storage: Storage,
  userId: string,
  organizationIds: readonly string[]
): Promise<void> {
  const names = organizationIds.map((organizationId) =>
    databaseName(databaseOf({ userId, organizationId, scope: '' }))
  );
  const own = databaseName(`${userId}-`);
  const others = (await Dexie.getDatabaseNames()).filter((name) => name.startsWith(own));
  await open.delete();
  for (const name of new Set([open.name, ...names, ...others])) {
    if (name !== open.name) await Dexie.delete(name);
    forgetBeside(storage, name);
  }
}

/** What is kept in local storage beside a database: without it, a later visit does not take it for lost. */
export function forgetBeside(storage: Storage, name: string): void {
  for (const key of Object.keys(storage)) if (key.startsWith(`${name}.`)) storage.removeItem(key);
}
