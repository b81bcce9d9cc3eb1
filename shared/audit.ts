import * as z from 'zod/mini';

const rowSchema = () =>
  z.object({
    /** 1, 2, 3 … in its organization. */
    n: z.int(),
    /** Milliseconds since the epoch, by the server's clock. */
    at: z.number(),
    /**
     * A person's id, `server`, or `admin`: a command on the server's machine. Rows of long ago name a `device …`
     * instead of its person.
     */
    actor: z.string(),
    verb: z.string(),
    subject: z.string(),
    facts: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
    hash: z.string()
  });

/** Answer of GET /v1/audit: what was done in the organization, newest first. */
export const auditPageSchema = z.lazy(() =>
  z.object({
    items: z.array(rowSchema()),
    /** Names of those persons among actors and subjects who are still known, by id. */
    people: z.record(z.string(), z.string()),
    nextCursor: z.nullable(z.string())
  })
);
export type AuditPage = z.infer<typeof auditPageSchema>;
export type AuditItem = AuditPage['items'][number];
