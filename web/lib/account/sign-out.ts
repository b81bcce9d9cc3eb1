import * as z from 'zod/mini';
import { toAppError } from '#shared/errors';
import type { Api } from '$lib/api/client';
import type { Database } from '$lib/data/db';
import { forgetBeside } from './forget-person';
import { leaveLater } from './pending-sign-out';

interface Deps {
  api: Api;
  db: Database;
  storage: Storage;
  /** Ends syncing: nothing may be written while the database goes. */
  stop: () => void;
}

/**
 * Ends the session. What is stored here goes only if it is wanted: `keep` leaves it for the next time the
 * same person signs in, with all that was not synced.
 * Where the server cannot be reached it is told as soon as it can.
 * @throws AppError where it says no; nothing has changed then
 */
export async function signOut({ api, db, storage, stop }: Deps, keep: boolean): Promise<void> {
  try {
    await api.post('/v1/auth/sign-out', {}, z.object({ ok: z.boolean() }));
  } catch (error) {
    if (toAppError(error).code !== 'OFFLINE') throw error;
    leaveLater(storage);
  }
  stop();
  if (!keep) {
    await db.delete();
    forgetBeside(storage, db.name);
  }
  if ('caches' in globalThis)
    for (const name of await caches.keys())
      if (!name.includes('precache')) await caches.delete(name);
}
