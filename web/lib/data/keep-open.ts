import type { Dexie } from 'dexie';
import { isConnectionLost } from './storage-error';
import { tellFault } from './storage-fault';

/**
 * Browsers break a connection behind a page's back (WebKit in the background). Dexie opens one anew that
 * was closed; one whose requests fail stays, and every later read and write would fail with it. So it is
 * closed at the first such failure, and whatever comes next opens another. A loss after a loss is told.
 */
export function keepOpen(db: Dexie): void {
  let latest = 0;
  let losses = 0;

  function heed<T>(connection: number, work: PromiseLike<T>): Promise<T> {
    const failed = (reason: unknown): never => {
      // What the last connection still had under way says nothing about this one.
      if (connection === latest && isConnectionLost(reason)) {
        latest++;
        if (++losses > 1) tellFault(db, 'broken');
        db.close({ disableAutoOpen: false });
      }
      throw reason;
    };
    const done = (value: T) => {
      if (losses > 0 && connection === latest) {
        losses = 0;
        tellFault(db, null);
      }
      return value;
    };
    return work.then(done, failed) as Promise<T>;
  }

  db.use({
    stack: 'dbcore',
    name: 'keep-open',
    create: (down) => {
      const mine = ++latest;
      return {
        ...down,
        table: (name) => {
          const table = down.table(name);
          return {
            ...table,
            get: (request) => heed(mine, table.get(request)),
            getMany: (request) => heed(mine, table.getMany(request)),
            query: (request) => heed(mine, table.query(request)),
            count: (request) => heed(mine, table.count(request)),
            openCursor: (request) => heed(mine, table.openCursor(request)),
            mutate: (request) => heed(mine, table.mutate(request))
          };
        }
      };
    }
  });
}
