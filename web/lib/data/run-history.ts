import { packedRow, valueAt, type Coded, type PackHead } from '#shared/pack';
import type { Run } from '#shared/collections';
import type { Database, Row } from './db';
import { newestFirst, type Place } from './newest-first';
import { rowOf } from './overlay';
import type { RunFilter } from './run-filter';
import { readLines } from './pack-bytes';
import type { StoredPack } from './packs';

/*
 * Runs of this device as screens read them: the recent and the changed ones are rows, the old ones stand in
 * packs. Lists are made of indexes and of the packs' heads; of what the runs hold only what is shown is read.
 * All that is asked of the storage is asked before anything is unpacked, so that live queries notice it.
 */

/** What is kept in memory of one database's packs: they never change, only come and go. */
interface Memory {
  packs: Map<string, StoredPack>;
  lines: Map<string, Promise<string[]>>;
}
const memories = new WeakMap<Database, Memory>();
const linesKept = 24;

function memoryOf(db: Database): Memory {
  const known = memories.get(db);
  if (known) return known;
  const made: Memory = { packs: new Map(), lines: new Map() };
  memories.set(db, made);
  return made;
}

export async function packsOf(db: Database): Promise<StoredPack[]> {
  const { packs } = memoryOf(db);
  const hashes = (await db.packs.toCollection().primaryKeys()) as string[];
  const unknown = hashes.filter((hash) => !packs.has(hash));
  for (const pack of await db.packs.bulkGet(unknown)) if (pack) packs.set(pack.hash, pack);
  const here = new Set(hashes);
  for (const hash of packs.keys()) if (!here.has(hash)) packs.delete(hash);
  return [...packs.values()];
}

/** Ids of runs whose row counts, not their place in a pack. */
async function rowIds(db: Database): Promise<Set<string>> {
  return new Set((await db.runs.toCollection().primaryKeys()) as string[]);
}

type Matches = (head: PackHead) => (place: number) => boolean;

/** `rows`: the newest `limit` that are rows. Adds what stands in packs; newest first. */
async function withPacked(
  db: Database,
  rows: Row<'runs'>[],
  limit: number,
  matches: Matches
): Promise<Run[]> {
  const packs = await packsOf(db);
  if (packs.length === 0) return rows;
  const asRows = await rowIds(db);
  const oldest = rows.length < limit ? -Infinity : (rows.at(-1)?.startedAt ?? 0);
  const tests = new Map<StoredPack, (place: number) => boolean>();
  const found: Place[] = [];
  for (const at of newestFirst(packs)) {
    if (found.length === limit || at.startedAt < oldest) break;
    const test = tests.get(at.pack) ?? matches(at.pack.head);
    tests.set(at.pack, test);
    if (test(at.place) && !asRows.has(at.pack.head.ids[at.place] ?? '')) found.push(at);
  }
  const merged = [...rows, ...found].sort((a, b) => b.startedAt - a.startedAt).slice(0, limit);
  return unpacked(db, merged);
}

/** Runs as they are read, where they stand in packs. */
export async function unpacked(db: Database, entries: (Row<'runs'> | Place)[]): Promise<Run[]> {
  const { lines } = memoryOf(db);
  const hashes = new Set(entries.flatMap((entry) => ('pack' in entry ? [entry.pack.hash] : [])));
  const missing = [...hashes].filter((hash) => !lines.has(hash));
  for (const kept of await db.packLines.bulkGet(missing))
    if (kept) lines.set(kept.hash, readLines(kept.bytes));
  const read = new Map<string, string[]>();
  for (const hash of hashes) read.set(hash, (await lines.get(hash)) ?? []);
  for (const hash of lines.keys())
    if (lines.size > linesKept && !hashes.has(hash)) lines.delete(hash);
  return entries.flatMap((entry) => {
    if (!('pack' in entry)) return [entry];
    const { hash, scope, head } = entry.pack;
    const found = read.get(hash) ?? [];
    // Gone between two reads: the live query runs again.
    if (found.length === 0) return [];
    return [rowOf(scope, packedRow({ head, lines: found }, entry.place)) as Row<'runs'>];
  });
}

/** Runs with this value, by its number in a column. */
function having(column: Coded, value: string | null): (place: number) => boolean {
  const code = column.values.indexOf(value);
  return (place) => column.at[place] === code;
}

/** The newest `limit` runs that match and are not in the trash. */
export async function newestRuns(
  db: Database,
  filter: Pick<RunFilter, 'status' | 'model'>,
  limit: number
): Promise<Run[]> {
  const { status, model } = filter;
  const rows = await db.runs
    .orderBy('startedAt')
    .reverse()
    .filter(
      (run) =>
        run.deletedAt === null &&
        (status === null || run.status === status) &&
        (model === null || run.modelAsked === model)
    )
    .limit(limit)
    .toArray();
  return withPacked(db, rows as Row<'runs'>[], limit, (head) => {
    const hasStatus = status === null ? () => true : having(head.status, status);
    const hasModel = model === null ? () => true : having(head.modelAsked, model);
    return (place) => hasStatus(place) && hasModel(place);
  });
}

/** The newest `limit` runs of one prompt. */
export async function runsOfPrompt(db: Database, promptId: string, limit: number): Promise<Run[]> {
  const rows = await db.runs
    .where('[promptId+startedAt]')
    .between([promptId, -Infinity], [promptId, Infinity])
    .reverse()
    .limit(limit)
    .toArray();
  return withPacked(db, rows as Row<'runs'>[], limit, (head) => having(head.promptId, promptId));
}

export async function findRun(db: Database, id: string): Promise<Run | undefined> {
  // As a list of answers, which also notices when it comes.
  const [row] = await db.runs.where('id').equals(id).toArray();
  if (row) return row;
  const pack = (await packsOf(db)).find(({ head }) => head.ids.includes(id));
  if (!pack) return undefined;
  const place = pack.head.ids.indexOf(id);
  return (await unpacked(db, [{ pack, place, startedAt: 0 }]))[0];
}

/** Models of the latest runs, each once. */
export async function recentModels(db: Database, of: number): Promise<string[]> {
  const rows = await db.runs.orderBy('startedAt').reverse().limit(of).toArray();
  const packed: Place[] = [];
  for (const at of newestFirst(await packsOf(db))) {
    if (rows.length + packed.length >= of) break;
    packed.push(at);
  }
  const models = packed.map(({ pack, place }) => valueAt(pack.head.modelAsked, place));
  return [...new Set([...rows.map((run) => run.modelAsked), ...models])].filter(
    (model) => model !== null
  );
}

export async function countRuns(db: Database): Promise<number> {
  const packs = await packsOf(db);
  if (packs.length === 0) return db.runs.count();
  const ids = await rowIds(db);
  const packed = packs.flatMap(({ head }) => head.ids.filter((id) => !ids.has(id)));
  return ids.size + packed.length;
}

/** Runs that stand in packs alone, in parts, for what reads all of them. */
export async function* packedRuns(db: Database): AsyncGenerator<Run[]> {
  const packs = await packsOf(db);
  const asRows = packs.length === 0 ? new Set<string>() : await rowIds(db);
  for (const pack of packs) {
    const places = [...pack.head.ids.keys()].filter(
      (place) => !asRows.has(pack.head.ids[place] ?? '')
    );
    yield unpacked(
      db,
      places.map((place) => ({ pack, place, startedAt: 0 }))
    );
  }
}
