import * as z from 'zod/mini';
import { variableSchema } from '#shared/prompt-fields';
import { messageRoles } from '#shared/message-parts';
import { modelConfigSchema } from '#shared/model-config';

/**
 * What others see of something that was shared: only what is named here, and all of it is shown. No ids, no
 * costs, no connection, no raw parameters, no bytes of files, no branches beside the one that is shown.
 */

export const subjectKinds = ['prompt', 'run', 'comparison', 'conversation', 'snapshot'] as const;
export type SubjectKind = (typeof subjectKinds)[number];

const title = () => z.string().check(z.maxLength(200));
const modelName = () => z.nullable(z.string().check(z.maxLength(200)));
const range = () => z.strictObject({ from: z.int(), to: z.int() });

export const sharedPartSchema = z.lazy(() =>
  z.discriminatedUnion('type', [
    z.strictObject({ type: z.literal('image'), mediaType: z.string().check(z.maxLength(100)) }),
    z.strictObject({
      type: z.literal('file'),
      mediaType: z.string().check(z.maxLength(100)),
      name: z.string().check(z.maxLength(255))
    }),
    z.strictObject({
      type: z.literal('toolCall'),
      id: z.string(),
      name: z.string(),
      arguments: z.string()
    }),
    z.strictObject({
      type: z.literal('toolResult'),
      id: z.string(),
      name: z.string(),
      text: z.string()
    })
  ])
);
export type SharedPart = z.infer<typeof sharedPartSchema>;

export const sharedMessageSchema = z.lazy(() =>
  z.strictObject({
    role: z.enum(messageRoles),
    text: z.string(),
    parts: z.array(sharedPartSchema),
    /** A model wrote it. */
    byModel: z.boolean()
  })
);
export type SharedMessage = z.infer<typeof sharedMessageSchema>;

/** Parameters by our names, without the model's connection and without raw ones. */
export const sharedParamsSchema = z.lazy(() =>
  z.omit(modelConfigSchema._zod.def.getter(), { model: true, extra: true })
);

export const sharedPromptSchema = z.lazy(() =>
  z.strictObject({
    kind: z.enum(['text', 'messages']),
    text: z.string(),
    /** Ranges of the text a model wrote, in UTF-16 code units. */
    written: z.array(range()),
    systemPrompt: z.string(),
    messages: z.array(sharedMessageSchema),
    variables: z.array(z.pipe(variableSchema, z.transform(plainVariable))),
    params: sharedParamsSchema,
    tools: z.array(z.unknown()),
    outputSchema: z.nullable(z.record(z.string(), z.unknown()))
  })
);
export type SharedPrompt = z.infer<typeof sharedPromptSchema>;

export const sharedContentSchema = z.lazy(() =>
  z.strictObject({
    subject: z.enum(subjectKinds),
    title: title(),
    /** The model's own name, without where it was reached. */
    modelName: modelName(),
    /** What was asked; `null` where only answers are shown. */
    prompt: z.nullable(sharedPromptSchema),
    /** Values of the variables it was run with. */
    values: z.record(z.string(), z.string()),
    outputs: z
      .array(z.strictObject({ title: title(), modelName: modelName(), text: z.string() }))
      .check(z.maxLength(8))
  })
);
export type SharedContent = z.infer<typeof sharedContentSchema>;

type Variable = z.infer<typeof variableSchema>;
function plainVariable({ name, type, required, default: usual, options }: Variable): Variable {
  return { name, type, required, default: usual, options };
}
