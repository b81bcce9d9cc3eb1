import * as z from 'zod/mini';
import { isSyncedName, type SyncedName } from '#shared/collections';
import { AppError } from '#shared/errors';
import type { Edit, Store } from './store';

/** A change that was typed but not yet saved when the page went away. */
export interface LastWord {
  collection: SyncedName;
  id: string;
  change: Record<string, unknown>;
}

/**
 * A database transaction that begins while a page is closing may never end, but localStorage is written
 * at once. So what is still unsaved then is put there, and becomes ordinary edits at the next start.
 */
export interface LastWords {
  /** `pending` is asked when the page goes; returns the way to stop being asked. */
  offer(pending: () => LastWord[]): () => void;
  /** Writes down everything pending, synchronously. Call on `pagehide` and when hidden. */
  write(): void;
  /** Turns what an earlier page wrote down into edits. Resolves when they are on disk. */
  restore(store: Store): Promise<void>;
}

const savedSchema = z.array(
  z.object({
    collection: z.string(),
    id: z.string(),
    change: z.record(z.string(), z.unknown()),
    at: z.number()
  })
);

interface Deps {
  storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;
  /** Contains the person, like the database's name. */
  key: string;
  now: () => number;
}

export function createLastWords({ storage, key, now }: Deps): LastWords {
  const sources = new Set<() => LastWord[]>();

  function saved(): z.infer<typeof savedSchema> {
    const text = storage.getItem(key);
    if (text === null) return [];
    try {
      return savedSchema.parse(JSON.parse(text));
    } catch {
      // Torn or foreign: there is nothing in it that could be saved.
      return [];
    }
  }

  return {
    offer(pending) {
      sources.add(pending);
      return () => sources.delete(pending);
    },

    write() {
      const words = [...sources].flatMap((pending) => pending());
      if (words.length === 0) return;
      const at = now();
      const same = (a: LastWord, b: { collection: string; id: string }) =>
        a.collection === b.collection && a.id === b.id;
      const others = saved().filter((word) => !words.some((newer) => same(newer, word)));
      const all = [...others, ...words.map((word) => ({ ...word, at }))];
      try {
        storage.setItem(key, JSON.stringify(all));
      } catch (cause) {
        console.warn('What was typed last could not be written down.', cause);
      }
    },

    async restore(store) {
      const words = saved();
      for (const { collection, id, change, at } of words) {
        if (!isSyncedName(collection)) continue;
        const row = await store.db.table(collection).get(id);
        // Saved after all, or edited since: then what is in the database is the newer word.
        if (!row || row.updatedAt > at) continue;
        try {
          await store.edit(collection, id, change as Edit<typeof collection>);
        } catch (error) {
          if (!(error instanceof AppError) || error.code !== 'INVALID_REQUEST') throw error;
        }
      }
      storage.removeItem(key);
    }
  };
}
