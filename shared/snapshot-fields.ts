import * as z from 'zod/mini';
import { messagePartSchema, messageRoles } from '#shared/message-parts';
import { markedTextSchema, variableSchema } from '#shared/prompt-fields';
import { runStatuses } from '#shared/run-fields';

export const snapshotKinds = ['prompt', 'run', 'conversation'] as const;
export type SnapshotKind = (typeof snapshotKinds)[number];

/** One message of a snapshot, with who wrote it and when, as far as that was known. */
export const snapshotMessageSchema = z.lazy(() =>
  z.object({
    role: z.enum(messageRoles),
    content: z.union([z.string(), z.array(messagePartSchema)]),
    /** Milliseconds since the epoch. */
    at: z.nullable(z.number()),
    /** What a model wrote: which model, and in which run. */
    model: z.nullable(z.string()),
    runId: z.nullable(z.string())
  })
);
export type SnapshotMessage = z.infer<typeof snapshotMessageSchema>;

export const snapshotContentKinds = ['text', 'messages', 'conversation'] as const;

/** All that was written: enough to read it, run it and go on from it when its subject is gone. */
export const snapshotContentSchema = z.lazy(() =>
  z.object({
    kind: z.enum(snapshotContentKinds),
    /** Of a text prompt, with the ranges a model wrote. */
    text: markedTextSchema,
    systemPrompt: z.string(),
    messages: z.array(snapshotMessageSchema),
    variables: z.array(variableSchema),
    values: z.record(z.string(), z.unknown()),
    tools: z.array(z.unknown()),
    outputSchema: z.nullable(z.record(z.string(), z.unknown()))
  })
);
export type SnapshotContent = z.infer<typeof snapshotContentSchema>;

/** What is known of the version and the run it stands for; `null` is unknown. */
export const snapshotFactsSchema = z.lazy(() =>
  z.object({
    versionId: z.nullable(z.string()),
    versionNumber: z.nullable(z.int()),
    runId: z.nullable(z.string()),
    status: z.nullable(z.enum(runStatuses)),
    modelAsked: z.nullable(z.string()),
    modelAnswered: z.nullable(z.string()),
    inputTokens: z.nullable(z.int()),
    outputTokens: z.nullable(z.int()),
    /** Integer nano-dollars. */
    costNanoUsd: z.nullable(z.int()),
    latencyMs: z.nullable(z.number()),
    finishReason: z.nullable(z.string()),
    startedAt: z.nullable(z.number()),
    endedAt: z.nullable(z.number())
  })
);
export type SnapshotFacts = z.infer<typeof snapshotFactsSchema>;
