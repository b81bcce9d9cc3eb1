import type { Stamps } from '#shared/apply';

/** What a person writes; a finished run or a new place in a list is no reason to bring a prompt back. */
const written = new Set(['name', 'text', 'systemPrompt', 'variables', 'tools', 'outputSchema']);

/**
 * When a record in the trash was last edited, if that was after it went there: on a device that did not
 * know of the deletion. `null`: nothing was. Times are the stamps', in milliseconds since the epoch.
 */
export function editedAfterDeletion(stamps: Stamps): number | null {
  const deleted = stamps['deletedAt'];
  if (!deleted) return null;
  const edits = Object.entries(stamps)
    .filter(([path, { mid }]) => written.has(path.split('.')[0] ?? '') && mid !== deleted.mid)
    .map(([, { eff }]) => eff);
  const latest = edits.reduce((a, b) => Math.max(a, b), 0);
  return latest > deleted.eff ? latest : null;
}
