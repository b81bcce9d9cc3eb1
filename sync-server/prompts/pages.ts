import * as z from 'zod/mini';
import type { RecordOf, SyncedName } from '#shared/collections';
import type { Author, PageAsked } from '../db/author.ts';

const mostPerPage = 200;
const usualPerPage = 50;

/** `?cursor=` as the last answer gave it, and `?limit=`. */
export const pageShape = {
  cursor: z.optional(
    z.string().check(z.regex(/^\d{1,16}\..{1,64}$/, 'is not a cursor of this list'))
  ),
  limit: z.optional(z.string().check(z.regex(/^\d{1,3}$/, 'has to be a number up to 200')))
};

export interface Listed<Item> {
  items: Item[];
  /** What to ask with for the next page; `null`: this was the last. */
  nextCursor: string | null;
}

/** One page of a collection, newest made first. */
export function pageOf<Name extends SyncedName>(
  author: Author,
  scope: string,
  collection: Name,
  where: PageAsked<Name>['where'],
  query: { cursor?: string | undefined; limit?: string | undefined }
): Listed<RecordOf<Name>> {
  const limit = Math.max(1, Math.min(Number(query.limit ?? usualPerPage), mostPerPage));
  const dot = query.cursor?.indexOf('.') ?? -1;
  const before = query.cursor
    ? { createdAt: Number(query.cursor.slice(0, dot)), id: query.cursor.slice(dot + 1) }
    : null;
  // One more than asked for tells whether there are more.
  const found = author.page(scope, collection, { where, before, limit: limit + 1 });
  const items = found.slice(0, limit);
  const last = items.at(-1);
  const more = found.length > limit && last;
  return { items, nextCursor: more ? `${last.createdAt}.${last.id}` : null };
}
