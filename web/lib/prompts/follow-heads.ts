import Dexie, { RangeSet, type ObservabilitySet } from 'dexie';
import { after } from '$lib/data/after';
import type { Row } from '$lib/data/db';
import type { Store } from '$lib/data/store';
import { firstWords, headOf, isCalledByMessage, type PromptHead } from './prompt-head';

export type HeadsDb = Pick<Store['db'], 'name' | 'prompts' | 'promptMessages'>;

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

interface Range {
  from: unknown;
  to: unknown;
}
const isMany = ({ from, to }: Range) => from !== to;

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
 * changed keys, not by `updatedAt`: a change that arrives late from another device may be older. Messages
 * are read of those prompts alone that are called by theirs.
 */
export function followHeads(
  db: HeadsDb,
  { show, fail }: Listener,
  timing: Timing = onTime
): () => void {
  let heads = new Map<string, PromptHead>();
  let changed = new RangeSet();
  let changedMessages = new RangeSet();
  /** Prompts whose messages were read for their titles, and whether all of those may have changed. */
  const called = new Set<string>();
  let areCalledStale = false;
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
    const ofMessages = parts[`idb://${db.name}/promptMessages/`];
    if (part) changed.add(part);
    if (ofMessages) changedMessages.add(ofMessages);
    if (!part && !ofMessages) return;
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
        const ofMessages = called.size > 0 ? [...changedMessages] : [];
        changed = new RangeSet();
        changedMessages = new RangeSet();
        const isMuch = ranges.some(isMany);
        if (isMuch) [isStale, changedAt] = [true, timing.now()];
        else if (ofMessages.some(isMany)) [areCalledStale, changedAt] = [true, timing.now()];
        const ids = isMuch ? [] : ranges.map(({ from }) => String(from));
        ids.push(...(await calledBy(ofMessages)));
        if ((isStale || areCalledStale) && timing.now() >= dueAt()) await readInTime(ids);
        else if (ids.length > 0) await readSome(ids);
        else break;
      }
      callOff?.();
      if ((isStale || areCalledStale) && !isOver)
        callOff = timing.after(dueAt() - timing.now(), () => void read());
    } catch (error) {
      // What this round should have read is lost with it, so the next change reads everything.
      changed.add(everything);
      if (!isOver) fail(error);
    } finally {
      isReading = false;
    }
  }

  /** Prompts that may be called otherwise, now that these messages have changed. */
  async function calledBy(ranges: readonly Range[]): Promise<string[]> {
    const ids = ranges.filter((range) => !isMany(range)).map(({ from }) => String(from));
    const rows = ids.length > 0 ? await db.promptMessages.bulkGet(ids) : [];
    return rows.flatMap((row) => (row && called.has(row.promptId) ? [row.promptId] : []));
  }

  async function readInTime(ids: readonly string[]): Promise<void> {
    const begun = timing.now();
    const isAll = isStale;
    [isStale, areCalledStale] = [false, false];
    if (isAll) await readAll();
    else await readSome([...new Set([...ids, ...called])]);
    const ended = timing.now();
    // An empty list waits for nothing: what comes first is shown first.
    mayReadAt = heads.size === 0 ? ended : ended + Math.max(restMs, restShare * (ended - begun));
  }

  async function readSome(ids: string[]): Promise<void> {
    const rows = await db.prompts.bulkGet(ids);
    const found = await headsOf(rows.filter((row) => row !== undefined));
    for (const id of ids) heads.delete(id);
    for (const head of found) heads.set(head.id, head);
    tell(heads);
  }

  async function headsOf(rows: readonly Row<'prompts'>[]): Promise<PromptHead[]> {
    for (const row of rows)
      if (isCalledByMessage(row)) called.add(row.id);
      else called.delete(row.id);
    const ids = rows.map(({ id }) => id).filter((id) => called.has(id));
    const found =
      ids.length > 0 ? await db.promptMessages.where('promptId').anyOf(ids).toArray() : [];
    const messages = Map.groupBy(found, ({ promptId }) => promptId);
    return rows.map((row) => headOf(row, firstWords(messages.get(row.id) ?? [])));
  }

  async function readAll(): Promise<void> {
    if (heads.size === 0) {
      const newest = await db.prompts.orderBy('updatedAt').reverse().limit(firstRows).toArray();
      tell(byId(await headsOf(newest)));
      if (newest.length < firstRows) return;
    }
    const found = new Map<string, PromptHead>();
    let last: string | undefined;
    for (;;) {
      const rest =
        last === undefined ? db.prompts.toCollection() : db.prompts.where('id').above(last);
      const rows = await rest.limit(windowRows).toArray();
      for (const head of await headsOf(rows)) found.set(head.id, head);
      last = rows.at(-1)?.id;
      if (rows.length < windowRows) break;
    }
    tell(found);
  }

  function tell(next: Map<string, PromptHead>) {
    heads = next;
    if (!isOver) show([...heads.values()]);
  }

  const byId = (all: readonly PromptHead[]) => new Map(all.map((head) => [head.id, head]));

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
