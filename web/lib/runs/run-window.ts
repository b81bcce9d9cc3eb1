import type { Run } from '#shared/collections';
import { newestRuns, type RunFilter } from '$lib/data/run-history';
import type { Store } from '$lib/data/store';

export interface RunWindow {
  runs: Run[];
  /** There are older ones that match. */
  more: boolean;
}

/** The newest `limit` runs that match; of a hundred thousand older ones nothing is read. */
export async function runWindow(
  store: Pick<Store, 'db'>,
  filter: RunFilter,
  limit: number
): Promise<RunWindow> {
  const runs = await newestRuns(store.db, filter, limit + 1);
  return { runs: runs.slice(0, limit), more: runs.length > limit };
}
