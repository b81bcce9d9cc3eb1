import type { Run } from '#shared/collections';
import { columnOf, type Coded } from '#shared/pack';
import type { Database } from './db';
import { readLines } from './pack-bytes';
import type { StoredPack } from './packs';

/** Which runs are wanted; `null` asks for nothing. */
export interface RunFilter {
  status: Run['status'] | null;
  /** Model as asked for. */
  model: string | null;
  promptId: string | null;
  /** Only of these prompts: those that carry a tag. */
  promptIds: ReadonlySet<string> | null;
  versionId: string | null;
  /** Rated so or better; 0: not rated. */
  rating: number | null;
  /** Started in `[from, to)`, in milliseconds since the epoch. */
  from: number | null;
  to: number | null;
}

export const anyRun: RunFilter = {
  status: null,
  model: null,
  promptId: null,
  promptIds: null,
  versionId: null,
  rating: null,
  from: null,
  to: null
};

export function isAnyRun(filter: RunFilter): boolean {
  return Object.values(filter).every((value) => value === null);
}

/**
 * Ids of the rows that match, from indexes alone: no row is read. `null`: all do. The prompt is not asked
 * for here where one index has prompt and time.
 */
export async function matchingRows(
  db: Database,
  filter: RunFilter
): Promise<((id: string) => boolean) | null> {
  const { status, model, promptIds, versionId, rating, from, to } = filter;
  const asked: PromiseLike<string[]>[] = [];
  const keys = (index: string, value: string) => db.runs.where(index).equals(value).primaryKeys();
  if (status !== null) asked.push(keys('status', status));
  if (model !== null) asked.push(keys('modelAsked', model));
  if (versionId !== null) asked.push(keys('versionId', versionId));
  if (promptIds !== null)
    asked.push(
      db.runs
        .where('promptId')
        .anyOf([...promptIds])
        .primaryKeys()
    );
  if (rating) asked.push(db.runs.where('rating').aboveOrEqual(rating).primaryKeys());
  if (from !== null || to !== null) {
    const range = db.runs.where('startedAt').between(from ?? -Infinity, to ?? Infinity);
    asked.push(range.primaryKeys());
  }
  const rated = rating === 0 ? new Set(await db.runs.where('rating').above(0).primaryKeys()) : null;
  const sets = (await Promise.all(asked)).map((found) => new Set(found));
  if (sets.length === 0 && !rated) return null;
  return (id) => sets.every((set) => set.has(id)) && !rated?.has(id);
}

/** Columns that no pack's head has, once they were read from its lines. Packs never change. */
const columns = new WeakMap<Database, Map<string, Coded>>();

/** What of a pack matches, by place; `null` where nothing of it does. Lines are read only if they have to be. */
export async function matchingPlaces(
  db: Database,
  pack: StoredPack,
  filter: RunFilter
): Promise<((place: number) => boolean) | null> {
  const { head } = pack;
  const { status, model, promptId, promptIds, versionId, rating, from, to } = filter;
  const tests: ((place: number) => boolean)[] = [];
  const equal = (column: Coded, isWanted: (value: string | null) => boolean) => {
    const wanted = column.values.map(isWanted);
    if (!wanted.includes(true)) return false;
    if (wanted.includes(false)) tests.push((place) => wanted[column.at[place] ?? -1] ?? false);
    return true;
  };
  if (status !== null && !equal(head.status, (value) => value === status)) return null;
  if (model !== null && !equal(head.modelAsked, (value) => value === model)) return null;
  if (promptId !== null && !equal(head.promptId, (value) => value === promptId)) return null;
  const isTagged = (value: string | null) => value !== null && (promptIds?.has(value) ?? true);
  if (promptIds !== null && !equal(head.promptId, isTagged)) return null;
  const at = (place: number) => head.startedAt[place] ?? 0;
  if (from !== null) tests.push((place) => at(place) >= from);
  if (to !== null) tests.push((place) => at(place) < to);
  if (versionId !== null) {
    const column = await columnIn(db, pack, 'versionId');
    if (!equal(column, (value) => value === versionId)) return null;
  }
  if (rating !== null) {
    const column = await columnIn(db, pack, 'rating');
    const isRated = (value: string | null) =>
      rating === 0 ? value === null : Number(value ?? 0) >= rating;
    if (!equal(column, isRated)) return null;
  }
  return (place) => tests.every((test) => test(place));
}

async function columnIn(
  db: Database,
  { hash }: StoredPack,
  field: 'versionId' | 'rating'
): Promise<Coded> {
  const known = columns.get(db) ?? new Map<string, Coded>();
  columns.set(db, known);
  const name = `${hash} ${field}`;
  const kept = known.get(name);
  if (kept) return kept;
  const stored = await db.packLines.get(hash);
  const lines = stored ? await readLines(stored.bytes) : [];
  // All at once: whoever asks for one of them may ask for the other next.
  for (const each of ['versionId', 'rating'] as const)
    known.set(`${hash} ${each}`, columnOf(lines, each));
  return known.get(name) ?? { values: [], at: [] };
}
