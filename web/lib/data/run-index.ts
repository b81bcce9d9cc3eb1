import type { Run } from '#shared/collections';
import type { Database, Row } from './db';
import { newestFirst, type Place } from './newest-first';
import { packsOf, unpacked } from './run-history';

/** One line of the list of all runs, before anything of the run is read: a row's key, or a place in a pack. */
export interface RunEntry {
  id: string;
  place: Place | null;
}

const asRow = (id: string): RunEntry => ({ id, place: null });

/** All runs, newest first, from the index and the heads of packs alone. */
export async function runIndex(db: Database): Promise<RunEntry[]> {
  const packs = await packsOf(db);
  if (packs.length === 0) {
    const keys = await db.runs.orderBy('startedAt').reverse().primaryKeys();
    return keys.map(asRow);
  }
  const newest = newestFirst(packs).next().value?.startedAt ?? 0;
  const above = await db.runs.where('startedAt').above(newest).reverse().primaryKeys();
  // The few that changed since they were packed, or never were.
  const below: { id: string; startedAt: number }[] = [];
  await db.runs
    .where('startedAt')
    .belowOrEqual(newest)
    .reverse()
    .eachKey((startedAt, { primaryKey }) => {
      below.push({ id: primaryKey, startedAt: startedAt as number });
    });
  const rows = new Set([...above, ...below.map(({ id }) => id)]);
  const entries = above.map(asRow);
  let next = 0;
  for (const place of newestFirst(packs)) {
    const id = place.pack.head.ids[place.place] ?? '';
    if (rows.has(id)) continue;
    for (let row = below[next]; row && row.startedAt >= place.startedAt; row = below[++next])
      entries.push(asRow(row.id));
    entries.push({ id, place });
  }
  return [...entries, ...below.slice(next).map(({ id }) => asRow(id))];
}

/** What these entries stand for, by id; one that is gone is not in it. */
export async function runsAt(db: Database, entries: RunEntry[]): Promise<Map<string, Run>> {
  const rows = await db.runs.bulkGet(
    entries.flatMap(({ id, place }) => (place === null ? [id] : []))
  );
  const places = entries.flatMap(({ place }) => (place === null ? [] : [place]));
  const there = rows.filter((row) => row !== undefined) as Row<'runs'>[];
  const runs = await unpacked(db, [...there, ...places]);
  return new Map(runs.map((run) => [run.id, run]));
}
