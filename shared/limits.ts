import * as z from 'zod/mini';

const count = (most: number) => z.int().check(z.minimum(1), z.maximum(most));
const money = () => z.nullable(z.int().check(z.minimum(0)));

const shape = () => ({
  requestsPerMinute: count(1_000_000),
  /** Runs begun in any 60 seconds. */
  runsPerMinute: count(100_000),
  /** Tokens asked and answered in any 60 seconds. */
  tokensPerMinute: z.nullable(count(1_000_000_000)),
  /** Runs that call a model at once; further ones wait in line. */
  liveRuns: count(1000),
  /** Runs that may wait in line; further ones are refused. */
  queuedRuns: z.int().check(z.minimum(0), z.maximum(1000)),
  /** How long one waits in line, in milliseconds. */
  queueWaitMs: z.int().check(z.minimum(0), z.maximum(600_000)),
  dayNanoUsd: money(),
  monthNanoUsd: money(),
  /** What all people of the organization may spend together. */
  allDayNanoUsd: money(),
  allMonthNanoUsd: money(),
  /** What a budget does with a model whose price nobody knows. */
  unknownPrices: z.enum(['allow', 'refuse'])
});

/** What each person of an organization may do in it. `null` is no limit; money is integer nano-dollars (1 USD = 1e9). */
export const limitsSchema = z.lazy(() => z.object(shape()));
export type Limits = z.infer<typeof limitsSchema>;

/** Generous for one person at a machine of their own: they stop what ran away, not what one does. */
export const defaultLimits: Limits = {
  requestsPerMinute: 12_000,
  runsPerMinute: 60,
  tokensPerMinute: null,
  liveRuns: 8,
  queuedRuns: 64,
  queueWaitMs: 30_000,
  dayNanoUsd: null,
  monthNanoUsd: null,
  allDayNanoUsd: null,
  allMonthNanoUsd: null,
  unknownPrices: 'allow'
};

/** Body of PUT /v1/limits: what is absent stays as it is. */
export const limitsPatchSchema = z.lazy(() => z.partial(z.strictObject(shape())));
export type LimitsPatch = z.infer<typeof limitsPatchSchema>;

const spanShape = () =>
  z.object({
    spentNanoUsd: z.int(),
    /** Runs of this span whose cost nobody knows: they are not in `spentNanoUsd`. */
    unknown: z.int(),
    /** When it begins anew, in milliseconds since the epoch. */
    endsAt: z.number()
  });

/** Answer of GET and PUT /v1/limits: the limits, and how much of them is used right now. */
export const limitsAnswerSchema = z.lazy(() =>
  z.object({
    limits: limitsSchema,
    now: z.object({
      liveRuns: z.int(),
      queuedRuns: z.int(),
      /** Reserved for runs that are live: it becomes what they really cost. */
      heldNanoUsd: z.int(),
      day: spanShape(),
      month: spanShape()
    }),
    /** Of all people of the organization. */
    together: z.object({ heldNanoUsd: z.int(), day: spanShape(), month: spanShape() }),
    /** Where days and months begin. */
    timeZone: z.string()
  })
);
export type LimitsAnswer = z.infer<typeof limitsAnswerSchema>;
