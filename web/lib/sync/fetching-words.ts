import type { Progress } from '$lib/data/reading';

/** "Fetching 12,400 of 100,000". */
export function fetchingWords({ done, all }: Progress): string {
  return `Fetching ${done.toLocaleString()} of ${all.toLocaleString()}`;
}
