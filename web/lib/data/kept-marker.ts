import type { Database } from './db';

/** What is remembered outside the database, so that its loss can be told. */
interface Marker {
  /** Changes that were only on this device. */
  waiting: number;
  /** When that was so, in milliseconds since the epoch. */
  at: number;
}

/** What the browser threw away, as far as is known. */
export interface Eviction {
  waiting: number;
  at: number;
}

export interface KeptMarker {
  /** Whether the browser threw the database away since the last visit. Stays true until `dismiss`. */
  check(db: Database): Promise<Eviction | null>;
  /** Notes how many changes are only here. */
  note(waiting: number): void;
  dismiss(): void;
}

interface Deps {
  storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;
  /** Key of the marker; the told loss stands beside it. */
  key: string;
  now: () => number;
}

/**
 * Browsers empty IndexedDB when a disk gets full, without a word. A few bytes in localStorage say that
 * there was a database, and how much of it the server did not have. (Safari throws both away.)
 */
export function createKeptMarker({ storage, key, now }: Deps): KeptMarker {
  const lossKey = `${key}.lost`;
  let noted: number | null = null;

  return {
    async check(db) {
      const told = read(storage.getItem(lossKey));
      const marker = read(storage.getItem(key));
      // A database in use has a client id from its first round on, and an outbox before it.
      const empty = (await db.meta.count()) + (await db.outbox.count()) === 0;
      if (!marker || !empty) return told;
      // Two losses before the first was read: both belong to what is told.
      const loss = { ...marker, waiting: marker.waiting + (told?.waiting ?? 0) };
      write(storage, lossKey, loss);
      storage.removeItem(key);
      return loss;
    },
    note(waiting) {
      if (waiting === noted) return;
      noted = waiting;
      write(storage, key, { waiting, at: now() });
    },
    dismiss: () => storage.removeItem(lossKey)
  };
}

function write(storage: Deps['storage'], key: string, value: Marker) {
  try {
    storage.setItem(key, JSON.stringify(value));
  } catch (error) {
    // Without room for thirty bytes a later loss cannot be counted; what is written now is not at stake.
    console.warn(error);
  }
}

function read(text: string | null): Marker | null {
  if (text === null) return null;
  try {
    const { waiting, at } = JSON.parse(text) as Partial<Marker>;
    return { waiting: Number(waiting) || 0, at: Number(at) || 0 };
  } catch {
    // Something stood here, so there was a database.
    return { waiting: 0, at: 0 };
  }
}
