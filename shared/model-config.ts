import * as z from 'zod/mini';

const number = () => z.optional(z.nullable(z.number()));
const integer = () => z.optional(z.nullable(z.int()));

/**
 * How a model is called, in our names. Three states each: absent = the model's default, `null` = do
 * not send, a value = send it. Adapters translate; what a model does not take is neither shown nor sent.
 */
export const modelConfigSchema = z.lazy(() =>
  z.object({
    /** `<connection id>/<model name>`; the model name may itself contain slashes. */
    model: z.optional(z.nullable(z.string())),
    temperature: number(),
    /** Tokens the answer may have at most. */
    maxTokens: integer(),
    topP: number(),
    topK: integer(),
    minP: number(),
    frequencyPenalty: number(),
    presencePenalty: number(),
    repeatPenalty: number(),
    stopSequences: z.optional(z.nullable(z.array(z.string()))),
    seed: integer(),
    n: integer(),
    /** How many alternatives per token are asked for; 0 = only the chosen token's probability. */
    logprobs: integer(),
    reasoningEffort: z.optional(z.nullable(z.string())),
    responseFormat: z.optional(z.nullable(z.record(z.string(), z.unknown()))),
    /** Raw parameters, merged last and verbatim into the provider's request. */
    extra: z.optional(z.nullable(z.record(z.string(), z.unknown())))
  })
);

export type ModelConfig = z.infer<typeof modelConfigSchema>;
export type ParamName = Exclude<keyof ModelConfig, 'model'>;

export const sampleModelId = 'sample/sample';

/** `local/llama3:8b` → `{connectionId: 'local', name: 'llama3:8b'}`. */
export function splitModelId(model: string): { connectionId: string; name: string } {
  const slash = model.indexOf('/');
  return slash < 0
    ? { connectionId: model, name: '' }
    : { connectionId: model.slice(0, slash), name: model.slice(slash + 1) };
}
