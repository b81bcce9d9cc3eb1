import * as z from 'zod/mini';
import { collections, type SyncedName } from '#shared/collections';

/** A record as a route answers it. Fields of newer versions, which this one keeps without knowing them, pass. */
export function recordShape<Name extends SyncedName>(name: Name) {
  const fields: (typeof collections)[Name]['fields'] = collections[name].fields;
  return z.looseObject({
    id: z.string(),
    createdAt: z.number(),
    updatedAt: z.number(),
    deletedAt: z.nullable(z.number()),
    ...fields
  });
}

/** A page of a list, and what to ask with for the next; `null`: this was the last. */
export const listShape = <Item extends z.ZodMiniType>(item: Item) =>
  z.object({ items: z.array(item), nextCursor: z.nullable(z.string()) });

/** What whoever asks may do with what is shown. */
export const rightsShape = z.object({ edit: z.boolean(), delete: z.boolean() });
