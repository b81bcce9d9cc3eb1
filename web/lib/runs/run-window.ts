import type { Run } from '#shared/collections';
import type { Store } from '$lib/data/store';

export interface RunFilter {
  status: Run['status'] | null;
  /** Model as asked for. */
  model: string | null;
}

export interface RunWindow {
  runs: Run[];
  /** There are older ones that match. */
  more: boolean;
}

/**
 * The newest `limit` runs that match, by cursor along the time: a hundred thousand older ones are
 * never read.
 */
export async function newestRuns(
  store: Pick<Store, 'db'>,
  filter: RunFilter,
  limit: number
): Promise<RunWindow> {
  const runs = await store.db.runs
    .orderBy('startedAt')
    .reverse()
    .filter(
      (run) =>
        run.deletedAt === null &&
        (filter.status === null || run.status === filter.status) &&
        (filter.model === null || run.modelAsked === filter.model)
    )
    .limit(limit + 1)
    .toArray();
  return { runs: runs.slice(0, limit), more: runs.length > limit };
}

/** Models that ran lately, for the filter; the latest first. */
export async function recentModels(store: Pick<Store, 'db'>): Promise<string[]> {
  const runs = await store.db.runs.orderBy('startedAt').reverse().limit(500).toArray();
  return [...new Set(runs.map((run) => run.modelAsked))];
}
