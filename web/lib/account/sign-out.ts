import * as z from 'zod/mini';
import type { Api } from '$lib/api/client';
import type { Database } from '$lib/data/db';
import { forgetBeside } from './forget-person';

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
 * @throws AppError where the server could not be told; nothing has changed then
 */
export async function signOut({ api, db, storage, stop }: Deps, keep: boolean): Promise<void> {
  await api.post('/v1/auth/sign-out', {}, z.object({ ok: z.boolean() }));
  stop();
  if (!keep) {
    await db.delete();
    forgetBeside(storage, db.name);
  }
  if ('caches' in globalThis)
    for (const name of await caches.keys())
      if (!name.includes('precache')) await caches.delete(name);
}
