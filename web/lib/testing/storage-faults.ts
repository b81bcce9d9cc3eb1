import type { Dexie } from 'dexie';

/** The names browsers give what goes wrong below a database. */
export type StorageError = 'UnknownError' | 'InvalidStateError' | 'QuotaExceededError';

export interface StorageFaults {
  /** From now on the named operation on a table fails, on this many calls. */
  fail(table: string, error: StorageError, times: number): void;
  /** How many times a connection was set up; the first opening may count as two. */
  opened(): number;
}

/** A browser's storage that breaks on command, below everything of ours. Call before `db` is open. */
export function injectStorageFaults(db: Dexie): StorageFaults {
  const planned: { table: string; error: StorageError; left: number }[] = [];
  let opened = 0;

  function fault(table: string): Error | null {
    const next = planned.find((each) => each.table === table && each.left > 0);
    if (!next) return null;
    next.left -= 1;
    return new DOMException('Injected.', next.error);
  }

  db.use({
    stack: 'dbcore',
    level: 1,
    name: 'faults',
    create: (down) => {
      opened += 1;
      return {
        ...down,
        table: (name) => {
          const table = down.table(name);
          const or = <T>(run: () => PromiseLike<T>): Promise<T> => {
            const error = fault(name);
            return (error ? Promise.reject(error) : run()) as Promise<T>;
          };
          return {
            ...table,
            get: (request) => or(() => table.get(request)),
            getMany: (request) => or(() => table.getMany(request)),
            query: (request) => or(() => table.query(request)),
            count: (request) => or(() => table.count(request)),
            openCursor: (request) => or(() => table.openCursor(request)),
            mutate: (request) => or(() => table.mutate(request))
          };
        }
      };
    }
  });

  return {
    fail: (table, error, times) => planned.push({ table, error, left: times }),
    opened: () => opened
  };
}
