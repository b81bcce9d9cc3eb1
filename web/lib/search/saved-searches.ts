import type { SavedSearch } from '#shared/collections';
import type { Database } from '$lib/data/db';
import type { Store } from '$lib/data/store';

/** By name. */
export async function listSavedSearches(db: Database): Promise<SavedSearch[]> {
  const all = await db.savedSearches.filter(({ deletedAt }) => deletedAt === null).toArray();
  return all.sort((a, b) => a.name.localeCompare(b.name) || (a.id < b.id ? -1 : 1));
}

/** Answers what takes it back. */
export async function saveSearch(
  store: Store,
  name: string,
  query: string
): Promise<() => Promise<void>> {
  const { id } = await store.create('savedSearches', { name, query });
  return async () => void (await deleteSavedSearch(store, id));
}

/** Answers what brings it back. */
export async function deleteSavedSearch(store: Store, id: string): Promise<() => Promise<void>> {
  await store.edit('savedSearches', id, { deletedAt: store.now() });
  return () => store.edit('savedSearches', id, { deletedAt: null });
}
