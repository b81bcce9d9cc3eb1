import type { RunOutput, SyncedName } from '#shared/collections';
import { documentOf, searchedNames } from '#shared/search-document';
import { wordsVersion } from '#shared/search-words';
import type { Database, Row } from '$lib/data/db';
import { splitKey } from '$lib/data/db';
import { packedRuns } from '$lib/data/run-history';
import type { PackedSegment, WordIndex } from './word-index';

const slice = 250;

/** How far the index goes. */
interface State {
  /** Of the words: of another one nothing is read. */
  version: number;
  epoch: string;
  /** Everything the feed brought up to here is in it. */
  seq: number;
  /** Keys of changes that waited then: they may have come back since. */
  waiting: string[];
  packs: string[];
  /** Segments of the cache. */
  segments: number[];
}

/** In records. `null`: everything is in the index. */
export type Building = { done: number; all: number } | null;

interface Deps {
  db: Database;
  index: WordIndex;
  /** Between two slices: others have their turn. Rejects when it is called off. */
  rest: () => Promise<void>;
  tell: (building: Building) => void;
}

/**
 * Brings the index up to what is on this device, and keeps it. What is read each time is what the feed
 * brought since, what waits to be sent, and outputs that came or went; never a whole table, but for the first time.
 */
export function createIndexKeeper({ db, index, rest, tell }: Deps) {
  let state: State | null = null;
  let isLoaded = false;

  async function load(): Promise<void> {
    isLoaded = true;
    const kept = (await db.searchState.get('state'))?.value as State | undefined;
    const numbers = await db.searchSegments.toCollection().primaryKeys();
    if (kept?.version !== wordsVersion || kept.segments.join() !== numbers.join()) return;
    for (const n of numbers) {
      const packed = (await db.searchSegments.get(n)) as PackedSegment | undefined;
      // Emptied meanwhile: what was read so far is true, and the rest is read again.
      if (!packed) return;
      index.unpack(packed);
      await rest();
    }
    state = kept;
  }

  /** Keeps the index for the next time: what changed of it. */
  async function save(): Promise<void> {
    if (!state) return;
    for (const segment of [...index.segments]) index.forget(segment);
    await db.transaction('rw', db.searchSegments, db.searchState, async () => {
      const there = new Set(await db.searchSegments.toCollection().primaryKeys());
      for (const segment of index.segments) {
        if (there.delete(segment.n) && !segment.isDirty) continue;
        await db.searchSegments.put(index.pack(segment));
      }
      await db.searchSegments.bulkDelete([...there]);
      const segments = index.segments.map(({ n }) => n);
      await db.searchState.put({ key: 'state', value: { ...state, segments } });
    });
    for (const segment of index.segments) segment.isDirty = false;
  }

  async function outputsOf(collection: SyncedName, ids: string[]) {
    if (collection !== 'runs') return new Map<string, RunOutput>();
    const outputs = await db.runOutputs.bulkGet(ids);
    return new Map(outputs.flatMap((output) => (output ? [[output.runId, output]] : [])));
  }

  async function put(collection: SyncedName, records: { id: string }[]): Promise<void> {
    const outputs = await outputsOf(
      collection,
      records.map(({ id }) => id)
    );
    for (const record of records) {
      const output = outputs.get(record.id) ?? null;
      index.put(documentOf(collection, record as Row & { id: string }, output), output !== null);
    }
  }

  async function again(collection: SyncedName, ids: string[]): Promise<void> {
    const rows = await db.table<Row, string>(collection).bulkGet(ids);
    await put(
      collection,
      rows.filter((row) => row !== undefined)
    );
    const here = new Set(rows.map((row) => row?.id));
    const missing = new Set(ids.filter((id) => !here.has(id)));
    if (missing.size === 0) return;
    if (collection === 'runs')
      for await (const runs of packedRuns(db))
        for (const run of runs) {
          if (!missing.delete(run.id)) continue;
          await put('runs', [run]);
        }
    for (const id of missing) index.remove(collection, id);
  }

  async function takePacks(isNew: boolean): Promise<string[]> {
    const hashes = (await db.packs.toCollection().primaryKeys()) as string[];
    if (!isNew && hashes.join() === state?.packs.join()) return hashes;
    // Packs come rarely and as a whole; what stood in one that went is looked for in the others.
    const before = new Set<string>();
    for (const entry of index.entries()) if (entry.collection === 'runs') before.add(entry.id);
    for await (const runs of packedRuns(db)) {
      for (let at = 0; at < runs.length; at += slice) {
        await put('runs', runs.slice(at, at + slice));
        await rest();
      }
      for (const { id } of runs) before.delete(id);
    }
    await again('runs', [...before]);
    return hashes;
  }

  /** Everything there is, the newest first within each collection. */
  async function build(): Promise<void> {
    const counts = await Promise.all(searchedNames.map((name) => db.table(name).count()));
    const all = counts.reduce((sum, count) => sum + count, 0);
    let done = 0;
    tell({ done, all });
    for (const name of searchedNames) {
      let last: string | null = null;
      for (;;) {
        const rows: Row[] = await (
          last === null
            ? db.table<Row, string>(name).orderBy('id')
            : db.table<Row, string>(name).where('id').below(last)
        )
          .reverse()
          .limit(slice)
          .toArray();
        await put(name, rows);
        done += rows.length;
        tell({ done: Math.min(done, all), all });
        await rest();
        if (rows.length < slice) break;
        last = rows.at(-1)?.id ?? null;
      }
    }
  }

  /** Outputs come when a run is looked at, and go when there is no room. */
  async function followOutputs(): Promise<void> {
    const here = new Set(await db.runOutputs.toCollection().primaryKeys());
    const changed: string[] = [];
    for (const { collection, id, hasOutput } of index.entries())
      if (collection === 'runs' && hasOutput !== here.has(id)) changed.push(id);
    for (let at = 0; at < changed.length; at += slice) {
      await again('runs', changed.slice(at, at + slice));
      await rest();
    }
  }

  async function since(seq: number, keys: Iterable<string>): Promise<void> {
    const changed = new Map<SyncedName, Set<string>>();
    for (const name of searchedNames) {
      const ids = await db.table<Row, string>(name).where('$sync.seq').above(seq).primaryKeys();
      if (ids.length > 0) changed.set(name, new Set(ids));
    }
    for (const key of keys) {
      const [collection, id] = splitKey(key);
      const name = searchedNames.find((each) => each === collection);
      if (name) changed.set(name, (changed.get(name) ?? new Set()).add(id));
    }
    for (const [name, ids] of changed) {
      const list = [...ids];
      for (let at = 0; at < list.length; at += slice) {
        await again(name, list.slice(at, at + slice));
        await rest();
      }
    }
  }

  /** What was deleted for ever, here or elsewhere. */
  async function dropGone(): Promise<void> {
    const buried = new Set(await db.tombstones.toCollection().primaryKeys());
    for (const { collection, id } of [...index.entries()])
      if (buried.has(`${collection}/${id}`)) index.remove(collection, id);
  }

  return {
    /** Once at a time. */
    async refresh(): Promise<void> {
      if (!isLoaded) await load();
      const [at] = await db.cursors.toArray();
      const waiting = (await db.outbox.orderBy('key').uniqueKeys()) as string[];
      const { epoch = '', seq = 0, resync = 0 } = at ?? {};
      // Another history, or less of this one: what is gone cannot be told from what has not come.
      const isNew = !state || state.epoch !== epoch || seq < state.seq || resync !== 0;
      if (isNew) {
        for (const { collection, id } of [...index.entries()]) index.remove(collection, id);
        await build();
      } else await since(state?.seq ?? 0, new Set([...waiting, ...(state?.waiting ?? [])]));
      const packs = await takePacks(isNew);
      await followOutputs();
      await dropGone();
      state = { version: wordsVersion, epoch, seq, waiting, packs, segments: [] };
      tell(null);
    },
    save,
    /** Reads records again that turned out to be other than they are in the index. */
    again
  };
}

export type IndexKeeper = ReturnType<typeof createIndexKeeper>;
