import type * as z from 'zod/mini';
import { collections, type FieldsOf, type SyncedName } from '#shared/collections';

type Definition = z.core.$ZodTypeDef & {
  innerType?: z.core.$ZodType;
  shape?: z.core.$ZodLooseShape;
  entries?: Record<string, string>;
};

/** What a field holds while nobody has set it: empty, zero, no, none, or the first choice. */
function defaultOf(schema: z.core.$ZodType): unknown {
  const definition = schema._zod.def as Definition;
  switch (definition.type) {
    case 'string':
      return '';
    case 'number':
    case 'int':
      return 0;
    case 'boolean':
      return false;
    case 'array':
      return [];
    case 'record':
      return {};
    case 'enum':
      return Object.values(definition.entries ?? {})[0];
    case 'optional':
      return undefined;
    case 'lazy':
      // What zod keeps of it; its getter would build the schema anew for each record.
      return defaultOf((schema as z.core.$ZodLazy)._zod.innerType);
    case 'object':
      return Object.fromEntries(
        Object.entries(definition.shape ?? {})
          .map(([key, inner]) => [key, defaultOf(inner)])
          .filter(([, value]) => value !== undefined)
      );
    default:
      return null;
  }
}

/** A fresh record's fields. Made anew at each call, so that nobody shares an array. */
export function defaultsOf<Name extends SyncedName>(name: Name): FieldsOf<Name> {
  return Object.fromEntries(
    Object.entries(collections[name].fields).map(([field, schema]) => [field, defaultOf(schema)])
  ) as FieldsOf<Name>;
}
