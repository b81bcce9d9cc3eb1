import type { Transaction } from 'dexie';
import { AppError } from '#shared/errors';
import type { Database } from './db';
import { permitWrites } from './guard';
import { shedOutputs } from './output-cache';
import { asStorageError, isConnectionLost } from './storage-error';
import { tellFault } from './storage-fault';

/**
 * One durable transaction that may write synced tables. Resolves when it is on disk. A connection the
 * browser closed is opened again once, and a full disk is relieved of caches once; the transaction then
 * runs anew from its beginning. Rejects with DEVICE_FULL if that was not enough; nothing has changed.
 */
export async function transact<T>(
  db: Database,
  tables: readonly string[],
  work: (tx: Transaction) => PromiseLike<T>
): Promise<T> {
  const run = async () => {
    // `async` is what lets Dexie follow native awaits inside `work`.
    const answer = await db.transaction('rw!', [...tables], async (tx) => {
      permitWrites(tx);
      return work(tx);
    });
    tellFault(db, null);
    return answer;
  };
  try {
    return await run();
  } catch (error) {
    if (!(await relieve(db, error))) throw told(db, error);
  }
  try {
    return await run();
  } catch (error) {
    throw told(db, error);
  }
}

/** Does what may help against this failure. False: nothing does. */
async function relieve(db: Database, error: unknown): Promise<boolean> {
  if (isConnectionLost(error)) {
    try {
      db.close({ disableAutoOpen: false });
      await db.open();
      return true;
    } catch (reason) {
      throw told(db, reason);
    }
  }
  if (!isFull(error)) return false;
  try {
    return (await shedOutputs(db)) > 0;
  } catch {
    // Even giving something up takes room: the first failure is the one to tell.
    return false;
  }
}

function told(db: Database, error: unknown): unknown {
  if (isFull(error)) tellFault(db, 'full');
  else if (isConnectionLost(error)) tellFault(db, 'broken');
  return asStorageError(error);
}

function isFull(error: unknown): boolean {
  const known = asStorageError(error);
  return known instanceof AppError && known.code === 'DEVICE_FULL';
}
