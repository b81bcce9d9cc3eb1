import * as z from 'zod/mini';

/** Sums of finished model calls. A cost nobody knows is counted in `unknown`, never as 0. */
const sums = () => ({
  runs: z.int(),
  inputTokens: z.int(),
  outputTokens: z.int(),
  reasoningTokens: z.int(),
  cachedTokens: z.int(),
  /** Integer nano-dollars of the runs whose cost is known. */
  costNanoUsd: z.int(),
  /** Runs whose cost is not known. */
  unknown: z.int(),
  /** Runs whose tokens were estimated, because nobody counted them. */
  estimated: z.int()
});

/** Answer of GET /v1/usage: what one person used from one day to another, both included. */
export const usageReportSchema = z.lazy(() =>
  z.object({
    /** Days as `2026-11-21`, in the server's time zone. */
    from: z.string(),
    to: z.string(),
    timeZone: z.string(),
    total: z.object(sums()),
    /** Only days on which something ran, the oldest first. */
    byDay: z.array(z.object({ day: z.string(), ...sums() })),
    /** The dearest first; `null` are temporary runs, of which only the cost is kept. */
    byModel: z.array(z.object({ model: z.nullable(z.string()), ...sums() })),
    /** The dearest hundred; `null` are runs that belong to no prompt. */
    byPrompt: z.array(z.object({ promptId: z.nullable(z.string()), ...sums() }))
  })
);
export type UsageReport = z.infer<typeof usageReportSchema>;
export type UsageSums = UsageReport['total'];
