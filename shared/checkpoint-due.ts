/** Changes that were not run are kept as a version after so long. */
export const checkpointAfterMs = 10 * 60 * 1000;

export interface Unkept {
  /** When the first change came that no version holds; `null` where a version holds what stands. */
  changedAt: number | null;
  /** When the prompt's newest version was made; `null` where it has none. */
  versionAt: number | null;
}

/**
 * In how many milliseconds what stands has to be kept as a version; 0: now; `null`: not at all, as it is. A
 * clock that was set back asks for no more than the whole wait.
 */
export function checkpointIn({ changedAt, versionAt }: Unkept, now: number): number | null {
  if (changedAt === null) return null;
  const since = Math.max(changedAt, versionAt ?? 0);
  return Math.min(Math.max(since + checkpointAfterMs - now, 0), checkpointAfterMs);
}
