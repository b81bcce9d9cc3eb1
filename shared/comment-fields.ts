import * as z from 'zod/mini';

export const commentedKinds = ['prompt', 'snapshot', 'conversation'] as const;
export type CommentedKind = (typeof commentedKinds)[number];

/** Words of one text of a subject, and what stood around them. */
export const commentAnchorSchema = z.lazy(() =>
  z.object({
    /** Which text: `text`, `system`, `output`, or `message:<id>`. */
    field: z.string().check(z.maxLength(80)),
    quote: z.string().check(z.minLength(1), z.maxLength(2000)),
    prefix: z.string().check(z.maxLength(200)),
    suffix: z.string().check(z.maxLength(200)),
    start: z.int(),
    /** The version that stood there when it was written. */
    versionId: z.nullable(z.string())
  })
);
export type CommentAnchor = z.infer<typeof commentAnchorSchema>;
