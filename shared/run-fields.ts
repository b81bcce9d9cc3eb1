import * as z from 'zod/mini';
import { idSchema } from '#shared/id-schema';

/** Milliseconds since the epoch. */
const instant = () => z.number();

export const runStatuses = [
  'queued',
  'streaming',
  'done',
  'stopped',
  'failed',
  'interrupted'
] as const;

/** What is kept of a run beside its output. */
export const runFields = () => ({
  promptId: z.nullable(idSchema()),
  /** 1, 2, 3 … per prompt, given by the server for good; `null` on runs from before it was. */
  number: z._default(z.nullable(z.int()), null),
  versionId: z.nullable(idSchema()),
  /** Of a turn of a conversation: which, and the message it answers. */
  conversationId: z.optional(z.nullable(idSchema())),
  messageId: z.optional(z.nullable(idSchema())),
  status: z.enum(runStatuses),
  variableValues: z.record(z.string(), z.unknown()),
  modelAsked: z.string(),
  modelAnswered: z.nullable(z.string()),
  inputTokens: z.nullable(z.int()),
  outputTokens: z.nullable(z.int()),
  reasoningTokens: z.nullable(z.int()),
  cachedTokens: z.nullable(z.int()),
  usageSource: z.enum(['provider', 'estimated', 'none']),
  /** Integer nano-dollars (1 USD = 1e9); `null` is unknown, never 0. */
  costNanoUsd: z.nullable(z.int()),
  ttftMs: z.nullable(z.number()),
  latencyMs: z.nullable(z.number()),
  finishReason: z.nullable(z.string()),
  providerFinishReason: z.nullable(z.string()),
  errorCode: z.nullable(z.string()),
  errorDetail: z.nullable(z.string()),
  rating: z.nullable(z.int()),
  note: z.string(),
  startedAt: instant(),
  endedAt: z.nullable(instant()),
  /** The first 160 characters of the output. */
  preview: z.string()
});

/** Who may write it: all but the rating and the note is the server's. */
export const runClasses = {
  promptId: 'server',
  number: 'server',
  versionId: 'server',
  conversationId: 'server',
  messageId: 'server',
  status: 'server',
  variableValues: 'server',
  modelAsked: 'server',
  modelAnswered: 'server',
  inputTokens: 'server',
  outputTokens: 'server',
  reasoningTokens: 'server',
  cachedTokens: 'server',
  usageSource: 'server',
  costNanoUsd: 'server',
  ttftMs: 'server',
  latencyMs: 'server',
  finishReason: 'server',
  providerFinishReason: 'server',
  errorCode: 'server',
  errorDetail: 'server',
  startedAt: 'server',
  endedAt: 'server',
  preview: 'server'
} as const;
