import type { Table } from 'dexie';

/*
 * The tables beside the collections are nearly always empty or small, while a page brings a thousand keys.
 * Each key asked for is a request to the browser's storage, so what is there is asked first.
 */

/** Those of `keys` that this table may hold. Inside the running transaction. */
export async function keysIn<T>(table: Table<T, string>, keys: Iterable<string>) {
  const asked = [...keys];
  const count = asked.length === 0 ? 0 : await table.count();
  if (count === 0) return [];
  if (count >= asked.length) return asked;
  const there = new Set(await table.toCollection().primaryKeys());
  return asked.filter((key) => there.has(key));
}

/** Deletes `keys`, of which few are there. */
export async function deleteFew<T>(table: Table<T, string>, keys: Iterable<string>): Promise<void> {
  const there = await keysIn(table, keys);
  if (there.length > 0) await table.bulkDelete(there);
}
