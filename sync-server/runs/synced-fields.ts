import type { FieldsOf, Run } from '#shared/collections';
import type { Author, Change } from '../db/author.ts';

/** Times are derived by sync; a rating and a note are the person's, never the server's to overwrite. */
const notOurs = new Set(['id', 'createdAt', 'updatedAt', 'deletedAt', 'rating', 'note']);

/** What of a run travels to devices as the server's own change. */
export function syncedFields(run: Run): Partial<FieldsOf<'runs'>> {
  return Object.fromEntries(Object.entries(run).filter(([field]) => !notOurs.has(field)));
}

/** The change that tells devices how a run stands now, be it their first word of it or not. */
export function runChange(author: Author, scope: string, run: Run): Change {
  const ours = syncedFields(run);
  const known = author.read(scope, 'runs', run.id) !== null;
  const fields = known ? ours : { ...ours, rating: null, note: '' };
  return { collection: 'runs', id: run.id, fields };
}
