import type { Run } from '#shared/collections';
import type { Command } from '$lib/commands/commands.svelte';
import type { Store } from '$lib/data/store';
import { toast } from '$lib/ui/toasts.svelte';

/** From one star to five; none is not rated. */
export type Stars = number | null;

/** Rates a run on this device at once, with a way back. */
export async function rateRun(
  store: Pick<Store, 'edit'>,
  { id, rating: before }: Pick<Run, 'id' | 'rating'>,
  rating: Stars
): Promise<void> {
  if (rating === before) return;
  await store.edit('runs', id, { rating });
  toast(rating === null ? 'The rating is gone.' : `Rated ${rating} of 5.`, {
    undo: () => store.edit('runs', id, { rating: before })
  });
}

/**
 * Rating by the keys 1 to 5, and 0 for none.
 * @param where tells the commands of a list from those of a page: `list`, `page`
 * @param target the run that is meant now
 */
export function ratingCommands(
  store: Pick<Store, 'edit'>,
  where: string,
  target: () => Run | null
): Command[] {
  return [1, 2, 3, 4, 5, 0].map((stars) => ({
    needs: 'edit' as const,
    id: `rate-run-${where}-${stars}`,
    title: stars === 0 ? 'Take the rating away' : `Rate the run ${stars} of 5`,
    section: 'Run',
    keys: String(stars),
    words: 'stars mark score',
    when: () => target() !== null,
    run: async () => {
      const run = target();
      if (run) await rateRun(store, run, stars === 0 ? null : stars);
    }
  }));
}
