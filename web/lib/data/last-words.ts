import { createContext } from 'svelte';
import * as z from 'zod/mini';
import { isSyncedName, type SyncedName } from '#shared/collections';
import { AppError } from '#shared/errors';
import { same } from '#shared/same';
import { keyOf, type Placement, type Row } from './db';
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
  /**
   * Writes down everything pending, synchronously, in place of what this page wrote before. Call on
   * `pagehide`, when hidden, and once that has been saved after all.
   */
  write(): void;
  /** All of it, to be kept elsewhere; from here on nothing is written down: where it belongs is not here any more. */
  take(): LastWord[];
  /** Turns what an earlier page wrote down into edits, once. Resolves when they are on disk. */
  restore(store: Store): Promise<void>;
}

export const [getLastWords, setLastWords] = createContext<LastWords>();

const savedSchema = z.lazy(() =>
  z.array(
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
  )
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
  /** What this page wrote down earlier: it knows better now. */
  const mine = new Set<string>();
  let restoring: Promise<void> | null = null;
  let over = false;

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

    take() {
      this.write();
      over = true;
      return saved() as LastWord[];
    },

    write() {
      if (over) return;
      const words = [...sources].flatMap((pending) => pending());
      if (words.length === 0 && mine.size === 0) return;
      const at = now();
      const newer = new Set(words.map(nameOf));
      const others = saved().filter((word) => !newer.has(nameOf(word)) && !mine.has(nameOf(word)));
      const all = [...others, ...words.map((word) => ({ ...word, at }))];
      mine.clear();
      try {
        if (all.length > 0) storage.setItem(key, JSON.stringify(all));
        else storage.removeItem(key);
        for (const name of newer) mine.add(name);
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
  // Edited since, in another tab or elsewhere: that is the newer word, and this one is kept beside it.
  if (changedAt(row, change) > at) return keepAside(store, row, word);
  const edit = change as Edit<typeof collection>;
  if (!placement) return store.edit(collection, id, edit);
  const fits = await store.group(
    async (tx) => {
      const there = await store.db.placements.get(placement.promptId);
      if (there?.idempotencyKey !== placement.idempotencyKey) return false;
      await tx.edit(collection, id, edit);
      await store.db.placements.put({ ...there, at: placement.at, consumed: placement.consumed });
      return true;
    },
    ['placements']
  );
  // The run has ended elsewhere: its text is in the database, and this text holds only a part of it.
  if (!fits) await keepAside(store, row, word);
}

/** Where it can be read and copied: among the versions that met another one. */
async function keepAside({ db, newId }: Store, row: Row, word: Saved): Promise<void> {
  const { collection, id, change, at } = word;
  const lost = Object.entries(change).filter(
    ([field, value]) => !same(Reflect.get(row, field), value)
  );
  if (lost.length === 0) return;
  const set = Object.fromEntries(
    lost.map(([field, v]) => [field, { v, base: null, baseEff: 0, ts: at }])
  );
  await db.overruled.put({ mid: newId(), key: keyOf(collection, id), status: 'lost', set, at });
}

function nameOf({ collection, id }: { collection: string; id: string }): string {
  return keyOf(collection, id);
}

/** When one of these fields was last changed; other fields of the record say nothing about them. */
function changedAt({ $sync }: Row, change: Record<string, unknown>): number {
  const effs = Object.entries($sync.stamps)
    .filter(([path]) => Object.keys(change).some((field) => path.split('.')[0] === field))
    .map(([, { eff }]) => eff);
  return Math.max(0, ...effs);
}
