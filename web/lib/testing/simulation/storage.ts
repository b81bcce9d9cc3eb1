import type { IDBFactory } from 'fake-indexeddb';

/**
 * A copy of a whole browser profile's databases as they are on disk: what a copied profile, or one whose
 * last commits were lost in a power cut, holds. Key generators are copied too. To be called while no
 * transaction runs.
 */
export function copyStorage(storage: IDBFactory): IDBFactory {
  return copyOf(storage, new Map()) as IDBFactory;
}

/** Belong to open pages, not to the disk. */
const ofPages = new Set(['connections', 'transactions', '_connectionQueues']);

function copyOf(value: unknown, copies: Map<object, object>): unknown {
  if (typeof value !== 'object' || value === null || isRecord(value)) return value;
  const before = copies.get(value);
  if (before) return before;
  if (value instanceof Map) {
    const map = new Map<unknown, unknown>();
    copies.set(value, map);
    for (const [key, inner] of value) map.set(key, copyOf(inner, copies));
    return map;
  }
  if (Array.isArray(value)) return value.map((inner) => copyOf(inner, copies));
  const copy = Object.create(Object.getPrototypeOf(value) as object) as Record<string, unknown>;
  copies.set(value, copy);
  for (const [key, inner] of Object.entries(value)) {
    if (ofPages.has(key)) copy[key] = inner instanceof Map ? new Map() : [];
    // A method bound to the original: bound anew to the copy.
    else if (typeof inner === 'function') copy[key] = methodOf(value, key).bind(copy);
    else copy[key] = copyOf(inner, copies);
  }
  return copy;
}

/** Stored records are replaced, never changed, so that copies may share them. */
const isRecord = (value: object) => value.constructor.name === 'FDBRecord';

function methodOf(value: object, name: string): (...args: unknown[]) => unknown {
  const method: unknown = Reflect.get(Object.getPrototypeOf(value) as object, name);
  if (typeof method !== 'function') throw new Error(`${name} is not a method of the storage.`);
  return method as (...args: unknown[]) => unknown;
}
