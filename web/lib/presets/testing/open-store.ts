import { IDBFactory, IDBKeyRange } from 'fake-indexeddb';
import { createStore } from '$lib/data/edit';
import { openDatabase } from '$lib/data/db';
import type { Store } from '$lib/data/store';

/** A device of its own with an empty database; its clock moves only when it is told to. */
export function openStore(): Store & { wait(ms: number): void } {
  let at = Date.UTC(2026, 0, 1);
  let ids = 0;
  const db = openDatabase('someone', { indexedDB: new IDBFactory(), IDBKeyRange });
  const store = createStore({
    db,
    scope: 'someone',
    now: () => at,
    newId: () => `00000000-0000-7000-8000-${String(ids++).padStart(12, '0')}`
  });
  return {
    ...store,
    wait(ms) {
      at += ms;
    }
  };
}
