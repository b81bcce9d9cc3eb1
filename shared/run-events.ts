import * as z from 'zod/mini';
import { tokenLogprobSchema } from '#shared/collections';
import type { TokenLogprob } from '#shared/collections';

/**
 * A run's event log, as it travels: gapless `seq` from 1, exactly one terminal event (`done` or
 * `error`), always last. A `snapshot` stands for everything up to its own seq.
 */

export const channels = ['text', 'reasoning', 'tool', 'refusal'] as const;
export type Channel = (typeof channels)[number];

export const finishReasons = [
  'stop',
  'length',
  'tool',
  'filter',
  'refusal',
  'pause',
  'context',
  'error',
  'cancelled'
] as const;
export type FinishReason = (typeof finishReasons)[number];

const nullableInt = () => z.nullable(z.int());

const usageShape = () => ({
  inputTokens: nullableInt(),
  outputTokens: nullableInt(),
  reasoningTokens: nullableInt(),
  cachedTokens: nullableInt(),
  usageSource: z.enum(['provider', 'estimated', 'none'])
});

export const usageSchema = z.lazy(() => z.object(usageShape()));
export type Usage = z.infer<typeof usageSchema>;

/** Milliseconds since admission, on the server's monotonic clock. */
const t = () => z.number();

const retryingShape = () => ({
  code: z.string(),
  attempt: z.int(),
  /** Milliseconds until the next attempt. */
  waitMs: z.number()
});
const retryingSchema = () => z.object(retryingShape());

export const eventSchemas = {
  start: z.lazy(() =>
    z.object({
      runId: z.string(),
      promptId: z.nullable(z.string()),
      promptVersionId: z.nullable(z.string()),
      model: z.string(),
      maxTokens: nullableInt(),
      attempt: z.int(),
      t: t()
    })
  ),
  /** Text of a channel (`text` when absent). Logprobs cover exactly this text. */
  token: z.lazy(() =>
    z.object({
      text: z.string(),
      channel: z.optional(z.enum(channels)),
      logprobs: z.optional(z.array(tokenLogprobSchema)),
      /** Which tool call a `tool` delta belongs to; `name` comes with its first. */
      call: z.optional(z.object({ id: z.string(), name: z.optional(z.string()) })),
      t: t()
    })
  ),
  usage: z.lazy(() => z.object({ ...usageShape(), t: t() })),
  retrying: z.lazy(() => z.object({ ...retryingShape(), t: t() })),
  /**
   * `place`: the run stands in line, 1 being next; 0 once it is its turn. `draining`: the server is about to
   * stop, and gives the run time to end.
   */
  notice: z.lazy(() =>
    z.object({
      message: z.string(),
      place: z.optional(z.nullable(z.int())),
      draining: z.optional(z.boolean()),
      t: t()
    })
  ),
  snapshot: z.lazy(() =>
    z.object({
      text: z.string(),
      reasoning: z.string(),
      toolCalls: z.array(z.object({ id: z.string(), name: z.string(), arguments: z.string() })),
      logprobs: z.nullable(z.array(tokenLogprobSchema)),
      model: z.nullable(z.string()),
      maxTokens: nullableInt(),
      /** When the first visible text came; `null` before. */
      ttftMs: z.nullable(z.number()),
      /** What the provider has counted so far, if anything. */
      usage: z.optional(z.nullable(usageSchema)),
      /** Set while the run waits for its next attempt. */
      retrying: z.optional(z.nullable(retryingSchema())),
      /** Set while the run stands in line. */
      place: z.optional(z.nullable(z.int())),
      /** The server is about to stop. */
      draining: z.optional(z.boolean()),
      t: t()
    })
  ),
  done: z.lazy(() =>
    z.object({
      runId: z.string(),
      ...usageShape(),
      finishReason: z.enum(finishReasons),
      providerFinishReason: z.nullable(z.string()),
      modelAnswered: z.nullable(z.string()),
      /** Nano-dollars; `null` is unknown. */
      cost: nullableInt(),
      /** Characters (UTF-16 code units) of `text` that are kept: a stop keeps what was seen. */
      textLength: z.int(),
      timings: z.object({ ttftMs: z.nullable(z.number()), latencyMs: z.number() })
    })
  ),
  error: z.lazy(() =>
    z.object({
      runId: z.string(),
      code: z.string(),
      message: z.string(),
      detail: z.nullable(z.string()),
      retryable: z.boolean(),
      ...usageShape(),
      cost: nullableInt(),
      textLength: z.int(),
      timings: z.object({ ttftMs: z.nullable(z.number()), latencyMs: z.number() })
    })
  )
} as const;

export type EventType = keyof typeof eventSchemas;
export type RunEvent = {
  [Type in EventType]: { type: Type; seq: number; data: z.infer<(typeof eventSchemas)[Type]> };
}[EventType];

/** One entry as it came over the wire; `null` for a type this version does not know. */
export function parseRunEvent(type: string, seq: number, data: unknown): RunEvent | null {
  if (!Object.hasOwn(eventSchemas, type)) return null;
  const parsed = eventSchemas[type as EventType].safeParse(data);
  return parsed.success ? ({ type, seq, data: parsed.data } as RunEvent) : null;
}

export function isTerminal(type: string): boolean {
  return type === 'done' || type === 'error';
}

/** What a run looks like after some of its events: the one reading of a log, on every device. */
export interface RunState {
  /** The last seq folded in; 0 before the first. */
  seq: number;
  status: 'queued' | 'streaming' | 'done' | 'stopped' | 'failed';
  text: string;
  reasoning: string;
  toolCalls: { id: string; name: string; arguments: string }[];
  logprobs: TokenLogprob[] | null;
  model: string | null;
  maxTokens: number | null;
  usage: Usage | null;
  finishReason: FinishReason | null;
  cost: number | null;
  error: { code: string; message: string; detail: string | null; retryable: boolean } | null;
  retrying: { code: string; attempt: number; waitMs: number } | null;
  /** The place in line, 1 being next; `null` where there is none. */
  place: number | null;
  /** The server is about to stop. */
  draining: boolean;
  ttftMs: number | null;
  latencyMs: number | null;
}
