import * as z from 'zod/mini';

/**
 * The older turns of a long conversation, told shortly by a model. It belongs to the last message it tells of
 * and is sent in the place of that one and all before it; the messages themselves stay as they are.
 */
export const messageSummarySchema = z.lazy(() =>
  z.object({
    text: z.string(),
    /** Who wrote it, as the run was asked for. */
    model: z.string(),
    outputTokens: z.nullable(z.number()),
    costNanoUsd: z.nullable(z.number()),
    /** Milliseconds since the epoch. */
    at: z.number()
  })
);
export type MessageSummary = z.infer<typeof messageSummarySchema>;
