import * as z from 'zod/mini';
import { idSchema } from '#shared/id-schema';

/** Version of the records' shapes this code writes. Additive changes do not raise it. */
export const schemaVersion = 1;

/** One field's new value; without `v` the field is cleared. */
export const fieldChangeSchema = z.lazy(() =>
  z.object({
    v: z.optional(z.unknown()),
    /** Id of the mutation whose value the author saw; `null` if he saw none. */
    base: z.nullable(z.string()),
    /** Effective time of that value, as the author knew it. */
    baseEff: z.number(),
    /** The author's stamp, in milliseconds; later than everything he had seen of this field. */
    ts: z.number()
  })
);
export type FieldChange = z.infer<typeof fieldChangeSchema>;

/**
 * The only way a synced record changes. `mid` is its identity everywhere and for ever; `cseq` only
 * keeps one client's changes in order.
 */
export const mutationSchema = z.lazy(() =>
  z.object({
    mid: idSchema(),
    cseq: z.int(),
    scope: z.string(),
    collection: z.string().check(z.maxLength(64)),
    id: idSchema(),
    sv: z.int(),
    /** Mutations with the same group appear together or not at all. */
    grp: z.optional(idSchema()),
    /** `purge` deletes for ever what its author has seen: `set` names it, without values. */
    op: z.enum(['create', 'patch', 'purge']),
    /** By path: `name`, `modelConfig.temperature`, `tags.draft`. */
    set: z.record(
      z.string().check(
        z.maxLength(300),
        z.refine((path) => path !== '__proto__', 'not a path')
      ),
      fieldChangeSchema
    )
  })
);
export type Mutation = z.infer<typeof mutationSchema>;
