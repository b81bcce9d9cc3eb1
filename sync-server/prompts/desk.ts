import { can } from '#shared/access';
import type { Asker } from '#shared/access';
import type { RecordOf, SyncedName } from '#shared/collections';
import { AppError } from '#shared/errors';
import type { Author } from '../db/author.ts';
import type { Writer } from '../db/writer.ts';

/** What the routes of records work with. Every write is a mutation of the server's own, and travels like any. */
export interface Desk {
  author: Author;
  writer: Writer;
  /** Milliseconds since the epoch. */
  now: () => number;
  newId: () => string;
}

/** A living record. @throws AppError NOT_FOUND */
export function living<Name extends SyncedName>(
  author: Author,
  scope: string,
  collection: Name,
  id: string
): RecordOf<Name> {
  const found = author.read(scope, collection, id);
  if (!found || found.deletedAt !== null) throw new AppError('NOT_FOUND');
  return found;
}

/** What whoever asks may do with a record of the organization they ask in. */
export function rightsOf(asker: Asker): { edit: boolean; delete: boolean } {
  const edit = can(asker, 'edit', asker);
  return { edit, delete: edit };
}
