import type { Stamps } from '#shared/apply';
import type { Row } from '$lib/data/db';
import type { Store } from '$lib/data/store';

/** What a person writes; a finished run or a new place in a list is no reason to bring a prompt back. */
const written = new Set([
  'name',
  'text',
  'parts',
  'systemPrompt',
  'variables',
  'tools',
  'outputSchema'
]);

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

/** Deleted messages of a prompt into which somebody wrote who did not know that they were. */
export function messagesEditedAfterDeletion(
  db: Store['db'],
  promptId: string
): Promise<Row<'promptMessages'>[]> {
  return db.promptMessages
    .where({ promptId })
    .filter((row) => row.deletedAt !== null && editedAfterDeletion(row.$sync.stamps) !== null)
    .toArray();
}
