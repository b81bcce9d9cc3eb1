import type { Run } from '#shared/collections';
import type { Database, Row } from './db';
import { newestFirst, type Place } from './newest-first';
import { anyRun, matchingPlaces, matchingRows, type RunFilter } from './run-filter';
import { packsOf, unpacked } from './run-history';
import type { StoredPack } from './packs';

/** One line of the list of all runs, before anything of the run is read: a row's key, or a place in a pack. */
export interface RunEntry {
  id: string;
  place: Place | null;
}

const asRow = (id: string): RunEntry => ({ id, place: null });

/** All runs that match, newest first, from indexes and the heads of packs: no run is read. */
export async function runIndex(db: Database, filter: RunFilter = anyRun): Promise<RunEntry[]> {
  const packs = await packsOf(db);
  const isRowWanted = await matchingRows(db, filter);
  const wanted = (ids: string[]) => (isRowWanted ? ids.filter(isRowWanted) : ids);
  const { after, upTo } = stretches(db, filter.promptId);
  if (packs.length === 0) return wanted(await after(-Infinity).primaryKeys()).map(asRow);
  const newest = newestFirst(packs).next().value?.startedAt ?? 0;
  const above = await after(newest).primaryKeys();
  // The few that changed since they were packed, or never were.
  const below: { id: string; startedAt: number }[] = [];
  await upTo(newest).eachKey((key, { primaryKey }) => {
    const startedAt = Array.isArray(key) ? key.at(-1) : key;
    below.push({ id: primaryKey, startedAt: startedAt as number });
  });
  const rows = new Set([...above, ...below.map(({ id }) => id)]);
  const rowsBelow = isRowWanted ? below.filter(({ id }) => isRowWanted(id)) : below;
  const tests = new Map<StoredPack, (place: number) => boolean>();
  for (const pack of packs) {
    const test = await matchingPlaces(db, pack, filter);
    if (test) tests.set(pack, test);
  }
  const entries = wanted(above).map(asRow);
  let next = 0;
  for (const place of newestFirst([...tests.keys()])) {
    const id = place.pack.head.ids[place.place] ?? '';
    if (rows.has(id) || !tests.get(place.pack)?.(place.place)) continue;
    for (
      let row = rowsBelow[next];
      row && row.startedAt >= place.startedAt;
      row = rowsBelow[++next]
    )
      entries.push(asRow(row.id));
    entries.push({ id, place });
  }
  return [...entries, ...rowsBelow.slice(next).map(({ id }) => asRow(id))];
}

/** Keys of rows, newest first: of all runs, or of one prompt's. */
function stretches({ runs }: Database, promptId: string | null) {
  const range = (from: number, to: number, withFrom: boolean) =>
    (promptId === null
      ? runs.where('startedAt').between(from, to, withFrom, true)
      : runs.where('[promptId+startedAt]').between([promptId, from], [promptId, to], withFrom, true)
    ).reverse();
  return {
    after: (at: number) => range(at, Infinity, at === -Infinity),
    upTo: (at: number) => range(-Infinity, at, true)
  };
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
