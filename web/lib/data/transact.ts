import type { Transaction } from 'dexie';
import type { Database } from './db';
import { permitWrites } from './guard';
import { asStorageError, isConnectionLost } from './storage-error';

/**
 * One durable transaction that may write synced tables. Resolves when it is on disk. A connection the
 * browser closed is opened again once; the transaction then runs anew from its beginning.
 */
export async function transact<T>(
  db: Database,
  tables: readonly string[],
  work: (tx: Transaction) => PromiseLike<T>
): Promise<T> {
  const run = () =>
    // `async` is what lets Dexie follow native awaits inside `work`.
    db.transaction('rw!', [...tables], async (tx) => {
      permitWrites(tx);
      return work(tx);
    });
  try {
    return await run();
  } catch (error) {
    if (!isConnectionLost(error)) throw asStorageError(error);
  }
  try {
    db.close({ disableAutoOpen: false });
    await db.open();
    return await run();
  } catch (error) {
    throw asStorageError(error);
  }
}
