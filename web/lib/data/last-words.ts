import { createContext } from 'svelte';
import * as z from 'zod/mini';
import { isSyncedName, type SyncedName } from '#shared/collections';
import { AppError } from '#shared/errors';
import type { Placement, Row } from './db';
import type { Edit, NewRecord, Store } from './store';

/** A change that was typed but not yet saved when the page went away. */
export interface LastWord {
  collection: SyncedName;
  id: string;
  change: Record<string, unknown>;
  /** The record was not made yet; it is made of `change`. */
  isNew?: boolean;
  /** Where a live run's text goes in the changed text: the two mean something only together. */
  placement?: Pick<Placement, 'promptId' | 'idempotencyKey' | 'at' | 'consumed'>;
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
  /** Turns what an earlier page wrote down into edits, once. Resolves when they are on disk. */
  restore(store: Store): Promise<void>;
}

export const [getLastWords, setLastWords] = createContext<LastWords>();

const savedSchema = z.array(
  z.object({
    collection: z.string(),
    id: z.string(),
    change: z.record(z.string(), z.unknown()),
    isNew: z.optional(z.boolean()),
    placement: z.optional(
      z.object({
        promptId: z.string(),
        idempotencyKey: z.string(),
        at: z.number(),
        consumed: z.number()
      })
    ),
    at: z.number()
  })
);
type Saved = z.infer<typeof savedSchema>[number];

interface Deps {
  storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;
  /** Contains the person, like the database's name. */
  key: string;
  now: () => number;
}

export function createLastWords({ storage, key, now }: Deps): LastWords {
  const sources = new Set<() => LastWord[]>();
  let restoring: Promise<void> | null = null;

  function saved(): Saved[] {
    const text = storage.getItem(key);
    if (text === null) return [];
    try {
      return savedSchema.parse(JSON.parse(text));
    } catch {
      // Torn or foreign: there is nothing in it that could be saved.
      return [];
    }
  }

  async function restoreAll(store: Store): Promise<void> {
    const words = saved();
    for (const word of words) {
      try {
        await restoreOne(store, word);
      } catch (error) {
        // What no store would ever take must not stand in the way of the others.
        if (!(error instanceof AppError) || error.code !== 'INVALID_REQUEST') throw error;
      }
    }
    // Another tab may have written its own down meanwhile.
    const done = new Set(words.map(({ id, at }) => `${id} ${at}`));
    const left = saved().filter(({ id, at }) => !done.has(`${id} ${at}`));
    if (left.length > 0) storage.setItem(key, JSON.stringify(left));
    else storage.removeItem(key);
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

    restore: (store) => (restoring ??= restoreAll(store))
  };
}

async function restoreOne(store: Store, word: Saved): Promise<void> {
  const { collection, id, change, placement, at } = word;
  if (!isSyncedName(collection)) return;
  const row = await store.db.table<Row, string>(collection).get(id);
  if (!row) {
    if (word.isNew)
      await store.create(collection, { ...change, id } as NewRecord<typeof collection>);
    return;
  }
  // Saved after all, or edited since: then what is in the database is the newer word.
  if (changedAt(row, change) > at) return;
  const edit = change as Edit<typeof collection>;
  if (!placement) return store.edit(collection, id, edit);
  await store.group(
    async (tx) => {
      const there = await store.db.placements.get(placement.promptId);
      // The run has ended elsewhere: its text is in the database, and this text holds only a part of it.
      if (there?.idempotencyKey !== placement.idempotencyKey) return;
      await tx.edit(collection, id, edit);
      await store.db.placements.put({ ...there, at: placement.at, consumed: placement.consumed });
    },
    ['placements']
  );
}

/** When one of these fields was last changed; other fields of the record say nothing about them. */
function changedAt({ $sync }: Row, change: Record<string, unknown>): number {
  const effs = Object.entries($sync.stamps)
    .filter(([path]) => Object.keys(change).some((field) => path.split('.')[0] === field))
    .map(([, { eff }]) => eff);
  return Math.max(0, ...effs);
}
