import type { Run } from '#shared/collections';
import type { Store } from '$lib/data/store';

/** What the best of several runs is marked with: the highest rating. */
export const keptRating = 5;

/** Marks the best run. @returns the way back */
export async function keepRun(
  store: Pick<Store, 'edit'>,
  { id, rating }: Pick<Run, 'id' | 'rating'>
): Promise<() => Promise<void>> {
  await store.edit('runs', id, { rating: keptRating });
  return () => store.edit('runs', id, { rating });
}
