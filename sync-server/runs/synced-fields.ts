import type { FieldsOf, Run } from '#shared/collections';

/** Times are derived by sync; a rating and a note are the person's, never the server's to overwrite. */
const notOurs = new Set(['id', 'createdAt', 'updatedAt', 'deletedAt', 'rating', 'note']);

/** What of a run travels to devices as the server's own change. */
export function syncedFields(run: Run): Partial<FieldsOf<'runs'>> {
  return Object.fromEntries(Object.entries(run).filter(([field]) => !notOurs.has(field)));
}
