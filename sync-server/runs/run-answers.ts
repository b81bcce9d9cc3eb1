import * as z from 'zod/mini';
import { runOutputSchema } from '#shared/collections';
import { promptContentSchema } from '#shared/prompt-fields';
import { eventSchemas } from '#shared/run-events';
import { runStatuses } from '#shared/run-fields';
import { listShape, recordShape } from '../http/answers.ts';

/** What the routes of runs answer. */
const run = recordShape('runs');

export const runPage = listShape(run);

export const startedRun = z.object({
  runId: z.string(),
  versionId: z.nullable(z.string()),
  eventsUrl: z.string(),
  /** The last event so far. */
  seq: z.int()
});

export const shownRun = z.object({
  run,
  output: runOutputSchema,
  seq: z.int(),
  live: z.boolean(),
  _capabilities: z.object({ cancel: z.boolean() })
});

export const runLog = z.object({
  items: z.array(
    z.union(
      Object.entries(eventSchemas).map(([type, data]) =>
        z.object({ seq: z.int(), type: z.literal(type), data })
      )
    )
  ),
  ended: z.boolean()
});

export const cancelledRun = z.object({
  runId: z.string(),
  status: z.enum([...runStatuses, 'stopping'])
});

/** `null`: nothing had begun under that key, and nothing will. */
export const cancelledByKey = z.object({ runId: z.nullable(z.string()) });

export const comparedRuns = z.object({
  items: z.array(
    z.object({ run, output: runOutputSchema, content: z.nullable(promptContentSchema) })
  )
});
