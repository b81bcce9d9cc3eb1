const hourMs = 60 * 60 * 1000;
const dayMs = 24 * hourMs;

/** How many hours and days back there is a backup of each; what is older is deleted for ever. */
export const kept = { hours: 24, days: 35 };

/**
 * Which of the backups that were made by themselves stay: the newest of each of the last 24 hours and of
 * each of the last 35 days, by UTC. Nothing older than 35 days stays, for what was deleted has to go at
 * last; the newest of all stays always.
 */
export function whichToKeep<T extends { at: number }>(backups: readonly T[], now: number): Set<T> {
  const newestFirst = [...backups].sort((a, b) => b.at - a.at);
  const keep = new Set<T>(newestFirst.slice(0, 1));
  const seen = new Set<string>();
  for (const backup of newestFirst) {
    const hour = Math.floor(backup.at / hourMs);
    const day = Math.floor(backup.at / dayMs);
    const spans = [
      ...(Math.floor(now / hourMs) - hour < kept.hours ? [`hour ${hour}`] : []),
      ...(Math.floor(now / dayMs) - day < kept.days ? [`day ${day}`] : [])
    ];
    if (spans.some((span) => !seen.has(span))) keep.add(backup);
    for (const span of spans) seen.add(span);
  }
  return keep;
}
