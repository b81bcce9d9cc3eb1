import * as z from 'zod/mini';
import { messageSchema } from '#shared/message-parts';
import { modelConfigSchema } from '#shared/model-config';

/** A range `[from, to)` of a text, in UTF-16 code units, that a model wrote. */
export const spanSchema = z.lazy(() =>
  z.object({ from: z.int(), to: z.int(), runId: z.nullable(z.string()) })
);
export type Span = z.infer<typeof spanSchema>;

/** A text and who wrote which part of it travel as one value, so that they never disagree. */
export const markedTextSchema = z.lazy(() =>
  z.object({ content: z.string(), spans: z.array(spanSchema) })
);
export type MarkedText = z.infer<typeof markedTextSchema>;

export const variableSchema = z.lazy(() =>
  z.object({
    name: z.string(),
    type: z.enum(['text', 'multiline', 'select', 'number', 'boolean']),
    required: z.boolean(),
    default: z.nullable(z.string()),
    options: z.array(z.string())
  })
);

export type Variable = z.infer<typeof variableSchema>;

/** What a version freezes: everything that decides what the model is asked. */
export const promptContentSchema = z.lazy(() =>
  z.object({
    kind: z.enum(['text', 'messages']),
    text: z.string(),
    systemPrompt: z.string(),
    /** Of a prompt of kind `messages`; their parts may be images, files and tool calls. */
    messages: z.optional(z.array(messageSchema)),
    variables: z.array(variableSchema),
    modelConfig: modelConfigSchema,
    tools: z.array(z.unknown()),
    outputSchema: z.nullable(z.record(z.string(), z.unknown()))
  })
);
export type PromptContent = z.infer<typeof promptContentSchema>;
