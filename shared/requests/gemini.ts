import type { ModelConfig } from '#shared/model-config';
import { messagesOf } from './continue-text.ts';
import { isObject, objectIn, textIn } from './frames.ts';
import type { Loose } from './frames.ts';
import { geminiContents } from './gemini-contents.ts';
import { geminiThinking } from './gemini-thinking.ts';
import type { Asked, ModelCall, ModelRequest } from './model-call.ts';
import { onlySet, withExtra } from './request-body.ts';

/** Google's Gemini: one generation as a stream of events. */
export function geminiRequest(call: ModelCall, asked: Asked): ModelRequest {
  const { system, contents } = geminiContents(messagesOf(call), call.model);
  const { extra, generationConfig } = generationOf(call, asked);
  const body = onlySet({
    systemInstruction: system,
    generationConfig: Object.keys(generationConfig).length === 0 ? null : generationConfig,
    tools: toolsOf(call)
  });
  return {
    path: `/v1beta/${pathOf(call.model)}:streamGenerateContent`,
    body: withExtra({ contents, ...body }, { ...call.config, extra })
  };
}

/** `gemini-2.5-pro` is `models/gemini-2.5-pro`; tuned models bring their own folder. */
function pathOf(model: string): string {
  const named = /^(models|tunedModels)\//.test(model) ? model : `models/${model}`;
  return named.split('/').map(encodeURIComponent).join('/');
}

/** Raw parameters for the generation join ours, and win; replacing the whole would take ours away. */
function generationOf({ config, model, thinks }: ModelCall, { without }: Asked) {
  const shows = thinks === true && !without?.has('thoughts');
  const { generationConfig: raw, ...extra } = config.extra ?? {};
  const own = onlySet({
    temperature: config.temperature,
    topP: config.topP,
    topK: config.topK,
    maxOutputTokens: config.maxTokens,
    stopSequences: config.stopSequences,
    seed: config.seed,
    presencePenalty: config.presencePenalty,
    frequencyPenalty: config.frequencyPenalty,
    responseLogprobs: config.logprobs == null ? null : true,
    logprobs: config.logprobs === 0 ? null : config.logprobs,
    ...formatOf(config),
    thinkingConfig: geminiThinking(model, config.reasoningEffort ?? null, shows)
  });
  return { extra, generationConfig: { ...own, ...(isObject(raw) ? raw : {}) } };
}

/** The response format is kept in OpenAI's words; here it is a media type and a schema. */
function formatOf({ responseFormat }: ModelConfig): Loose {
  if (!responseFormat || textIn(responseFormat, 'type') === 'text') return {};
  const schema =
    objectIn(responseFormat, 'schema') ??
    objectIn(objectIn(responseFormat, 'json_schema') ?? {}, 'schema');
  return { responseMimeType: 'application/json', responseJsonSchema: schema };
}

function toolsOf({ tools = [] }: ModelCall): Loose[] {
  if (tools.length === 0) return [];
  const functionDeclarations = tools.map(({ name, description, parameters }) =>
    onlySet({ name, description, parametersJsonSchema: parameters })
  );
  return [{ functionDeclarations }];
}
