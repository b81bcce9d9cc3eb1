import Dexie, { RangeSet, type ObservabilitySet } from 'dexie';
import { after } from '$lib/data/after';
import type { Store } from '$lib/data/store';
import { headOf, type PromptHead } from './prompt-head';

/** The newest are shown while the rest is still being read. */
const firstRows = 200;
const windowRows = 1000;
/**
 * A first sync writes page after page, and of a page only is told that anything may have changed. Reading
 * everything after each of them would take longer with every page: while they come it takes at most a quarter of
 * the time, and once none has come for so long, it is done at once.
 */
const restMs = 250;
const restShare = 3;
const everything = { from: Dexie.minKey, to: Dexie.maxKey };

interface Listener {
  /** All heads, in no particular order. */
  show(heads: PromptHead[]): void;
  fail(error: unknown): void;
}

interface Timing {
  /** Milliseconds from any beginning, only ever more. */
  now(): number;
  /** Runs `work` after so many milliseconds; the answer calls it off. */
  after(ms: number, work: () => void): () => void;
}

const onTime: Timing = { now: () => performance.now(), after };

/**
 * Reads the heads of all prompts, living or in the trash, and keeps them up to date as a live query
 * does, until the returned function is called. A plain live query would read every body again after
 * each keystroke that is saved; this reads the rows that changed, in this tab or another. It goes by
 * changed keys, not by `updatedAt`: a change that arrives late from another device may be older.
 */
export function followHeads(
  db: Pick<Store['db'], 'name' | 'prompts'>,
  { show, fail }: Listener,
  timing: Timing = onTime
): () => void {
  let heads = new Map<string, PromptHead>();
  let changed = new RangeSet();
  /** Everything has to be read, as soon as that may be done again. */
  let isStale = false;
  let mayReadAt = -Infinity;
  let changedAt = -Infinity;
  const dueAt = () => Math.min(mayReadAt, changedAt + restMs);
  let callOff: (() => void) | undefined;
  let isReading = false;
  let isOver = false;

  function listen(parts: ObservabilitySet) {
    const part = parts[`idb://${db.name}/prompts/`] ?? parts.all;
    if (!part) return;
    changed.add(part);
    // The event may come in the zone of the transaction that has just ended.
    void Dexie.ignoreTransaction(read);
  }

  /** One read at a time: what changes meanwhile is read by the next round. */
  async function read(): Promise<void> {
    if (isReading) return;
    isReading = true;
    try {
      while (!isOver) {
        const ranges = [...changed];
        changed = new RangeSet();
        const isMuch = ranges.some(({ from, to }) => from !== to);
        if (isMuch) [isStale, changedAt] = [true, timing.now()];
        if (isStale && timing.now() >= dueAt()) await readAllInTime();
        else if (!isMuch && ranges.length > 0)
          await readSome(ranges.map(({ from }) => String(from)));
        else break;
      }
      callOff?.();
      if (isStale && !isOver) callOff = timing.after(dueAt() - timing.now(), () => void read());
    } catch (error) {
      // What this round should have read is lost with it, so the next change reads everything.
      changed.add(everything);
      if (!isOver) fail(error);
    } finally {
      isReading = false;
    }
  }

  async function readAllInTime(): Promise<void> {
    const begun = timing.now();
    isStale = false;
    await readAll();
    const ended = timing.now();
    // An empty list waits for nothing: what comes first is shown first.
    mayReadAt = heads.size === 0 ? ended : ended + Math.max(restMs, restShare * (ended - begun));
  }

  async function readSome(ids: string[]): Promise<void> {
    const rows = await db.prompts.bulkGet(ids);
    for (const [index, id] of ids.entries()) {
      const row = rows[index];
      if (row) heads.set(id, headOf(row));
      else heads.delete(id);
    }
    tell(heads);
  }

  async function readAll(): Promise<void> {
    if (heads.size === 0) {
      const newest = await db.prompts.orderBy('updatedAt').reverse().limit(firstRows).toArray();
      tell(new Map(newest.map((row) => [row.id, headOf(row)])));
      if (newest.length < firstRows) return;
    }
    const found = new Map<string, PromptHead>();
    let last: string | undefined;
    for (;;) {
      const rest =
        last === undefined ? db.prompts.toCollection() : db.prompts.where('id').above(last);
      const rows = await rest.limit(windowRows).toArray();
      for (const row of rows) found.set(row.id, headOf(row));
      last = rows.at(-1)?.id;
      if (rows.length < windowRows) break;
    }
    tell(found);
  }

  function tell(next: Map<string, PromptHead>) {
    heads = next;
    if (!isOver) show([...heads.values()]);
  }

  // Listening begins before the first read, so that no change falls between the two.
  Dexie.on('storagemutated', listen);
  changed.add(everything);
  void read();
  return () => {
    isOver = true;
    callOff?.();
    Dexie.on.storagemutated.unsubscribe(listen);
  };
}
