import type Dexie from 'dexie';

/**
 * What stops this device's storage: `broken`, it cannot be read or written though it was opened again;
 * `full`, there is no room for a change though the caches were given up; `null`, nothing.
 */
export type StorageFault = 'broken' | 'full' | null;

interface Health {
  fault: StorageFault;
  listeners: Set<(fault: StorageFault) => void>;
}

const healthOf = new WeakMap<Dexie, Health>();

function health(db: Dexie): Health {
  const known = healthOf.get(db) ?? { fault: null, listeners: new Set() };
  healthOf.set(db, known);
  return known;
}

/** Tells everyone who watches. The same fault twice is told once. */
export function tellFault(db: Dexie, fault: StorageFault): void {
  const known = health(db);
  if (known.fault === fault) return;
  known.fault = fault;
  for (const listener of known.listeners) listener(fault);
}

/** Calls back when storage fails and when it works again; returns the way to stop. */
export function watchFault(db: Dexie, listener: (fault: StorageFault) => void): () => void {
  const { listeners, fault } = health(db);
  listeners.add(listener);
  if (fault !== null) listener(fault);
  return () => listeners.delete(listener);
}
