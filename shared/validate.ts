import type * as z from 'zod/mini';
import { collections, isSyncedName } from '#shared/collections';
import type { Mutation } from '#shared/mutations';
import { placeOf } from '#shared/paths';

/**
 * What is wrong with a mutation's values, in a sentence, or `null`. Fields and leaves this version
 * does not know pass: a newer device's work is kept, not refused.
 */
export function wrongIn(mutation: Pick<Mutation, 'collection' | 'set'>): string | null {
  if (!isSyncedName(mutation.collection)) return null;
  const fields = collections[mutation.collection].fields as Record<
    string,
    z.ZodMiniType | undefined
  >;
  for (const [path, { v }] of Object.entries(mutation.set)) {
    const { field, leaf, class: fieldClass } = placeOf(mutation.collection, path);
    if (field === 'createdAt' || field === 'deletedAt') {
      const clearable = v === null && field === 'deletedAt';
      if (!clearable && typeof v !== 'number') return `${field}: expected a time.`;
    } else if (fieldClass === 'elements' && leaf !== null) {
      if (typeof v !== 'boolean') return `${path}: expected yes or no.`;
    } else {
      const schema = leaf === null ? fields[field] : leafSchema(fields[field], leaf);
      if (!schema || (v === undefined && leaf !== null)) continue;
      const issue = schema.safeParse(v).error?.issues[0];
      if (issue) return `${[path, ...issue.path].join('.')}: ${issue.message}.`;
    }
  }
  return null;
}

function leafSchema(schema: z.ZodMiniType | undefined, leaf: string): z.ZodMiniType | undefined {
  // What zod keeps of a lazy schema; its getter would build it anew for each value.
  if (schema?._zod.def.type === 'lazy')
    return leafSchema((schema as z.ZodMiniLazy<z.ZodMiniType>)._zod.innerType, leaf);
  const definition = schema?._zod.def as { shape?: Record<string, z.ZodMiniType> } | undefined;
  return definition?.shape && Object.hasOwn(definition.shape, leaf)
    ? definition.shape[leaf]
    : undefined;
}
