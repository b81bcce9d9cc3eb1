import type { Database } from '$lib/data/db';

export type WriteFault = 'crash' | 'quota';

/** What stands between one page and its storage, and fails it at a write. */
export interface Disk {
  /** The n-th write from now fails: the storage is full, or the page dies in the middle of it. */
  failAt(write: number, fault: WriteFault): void;
  heal(): void;
  /** The page is gone: whatever it still had under way reaches the storage no more. */
  die(): void;
  isDead(): boolean;
  attach(db: Database): void;
}

export function createDisk(): Disk {
  let left = Infinity;
  let fault: WriteFault = 'quota';
  let dead = false;

  function check() {
    if (dead) throw new Error('the page is gone');
  }

  function beforeWrite() {
    check();
    left -= 1;
    if (left !== 0) return;
    left = Infinity;
    if (fault === 'quota') throw new DOMException('no room', 'QuotaExceededError');
    dead = true;
    check();
  }

  return {
    failAt(write, next) {
      left = write;
      fault = next;
    },
    heal() {
      left = Infinity;
    },
    die() {
      dead = true;
    },
    isDead: () => dead,
    attach(db) {
      db.use({
        stack: 'dbcore',
        name: 'disk',
        create: (down) => ({
          ...down,
          transaction(stores, mode, options) {
            check();
            return down.transaction(stores, mode, options);
          },
          table(name) {
            const table = down.table(name);
            return {
              ...table,
              async mutate(request) {
                beforeWrite();
                return table.mutate(request);
              }
            };
          }
        })
      });
    }
  };
}
