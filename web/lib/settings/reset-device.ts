import type { Database } from '$lib/data/db';

/**
 * Removes everything of this app from this browser: database, caches, preferences, service worker. What
 * the server has comes back with the next visit; what it has not is gone.
 */
export async function resetDevice(db: Database): Promise<void> {
  await db.delete();
  for (const name of Object.keys(localStorage))
    if (name.startsWith('playground')) localStorage.removeItem(name);
  if ('caches' in window)
    await Promise.all((await caches.keys()).map((name) => caches.delete(name)));
  const workers = await navigator.serviceWorker?.getRegistrations();
  await Promise.all((workers ?? []).map((worker) => worker.unregister()));
}
