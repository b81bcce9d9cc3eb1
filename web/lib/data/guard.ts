import Dexie, { type Transaction } from 'dexie';
import { syncedNames } from '#shared/collections';

const guarded = new Set<string>([
  ...syncedNames,
  'base',
  'outbox',
  'archive',
  'cursors',
  'packs',
  'packLines'
]);
const permitted = new WeakSet<Transaction>();

/** Lets this transaction write synced tables. For the store and for sync, which keep the books. */
export function permitWrites(tx: Transaction): void {
  permitted.add(tx);
}

/**
 * A write that bypasses the outbox would be shown here and never reach another device. So any write to
 * a synced table outside a permitted transaction throws.
 */
export function guardSyncedTables(db: Dexie): void {
  db.use({
    stack: 'dbcore',
    name: 'guard',
    create: (down) => ({
      ...down,
      table: (name) => {
        const table = down.table(name);
        if (!guarded.has(name)) return table;
        return {
          ...table,
          mutate: (request) => {
            const tx: Transaction | null = Dexie.currentTransaction;
            if (!tx || !isPermitted(tx))
              throw new Error(`${name} is written by the store alone: use store.edit().`);
            return table.mutate(request);
          }
        };
      }
    })
  });
}

function isPermitted(tx: Transaction): boolean {
  return (
    permitted.has(tx) || (tx.parent !== undefined && tx.parent !== null && isPermitted(tx.parent))
  );
}
