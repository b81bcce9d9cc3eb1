import { AppError } from '#shared/errors';
import { messagesOf } from './continue-text.ts';
import { endpointUrl } from './endpoint-url.ts';
import { finishReasonOf } from './finish-reasons.ts';
import { countIn, isObject, listIn, objectIn, parseFrame, textIn } from './frames.ts';
import { geminiContents } from './gemini-contents.ts';
import { classifyGemini, classifyGeminiInStream } from './gemini-errors.ts';
import { geminiThinking } from './gemini-thinking.ts';
import { createLogprobAligner, geminiTokensOf } from './logprobs.ts';
import { encodeBody, onlySet } from './request-body.ts';
import { scrub } from './scrub.ts';
import { createToolCalls } from './tool-calls.ts';
import type { ModelConfig } from '#shared/model-config';
import type { Adapter, Delta, Endpoint, ModelCall, Reducer } from './adapter.ts';
import type { Loose } from './frames.ts';

/** Google's Gemini: one generation as a stream of events, which ends where the connection does. */
export const gemini: Adapter = {
  framing: 'sse',
  // Some models put a finish reason on every chunk: only the end of the stream is the end.
  endsWithStream: true,

  buildRequest(call, endpoint) {
    const { system, contents } = geminiContents(messagesOf(call), call.model);
    const { extra, generationConfig } = generationOf(call, endpoint);
    const body = onlySet({
      systemInstruction: system,
      generationConfig: Object.keys(generationConfig).length === 0 ? null : generationConfig,
      tools: toolsOf(call)
    });
    return {
      url: `${endpointUrl(endpoint.baseUrl, `/v1beta/${pathOf(call.model)}:streamGenerateContent`)}?alt=sse`,
      method: 'POST',
      headers: { ...geminiHeaders(endpoint.key), accept: 'text/event-stream' },
      body: encodeBody({ contents, ...body }, { ...call.config, extra })
    };
  },

  createReducer: () => createGeminiReducer(),
  classify: classifyGemini
};

/** The key goes in a header: an address with `?key=` would stand in every log on its way. */
export function geminiHeaders(key: string | null): Record<string, string> {
  return {
    'content-type': 'application/json',
    ...(key === null ? {} : { 'x-goog-api-key': key })
  };
}

/** `gemini-2.5-pro` is `models/gemini-2.5-pro`; tuned models bring their own folder. */
function pathOf(model: string): string {
  const named = /^(models|tunedModels)\//.test(model) ? model : `models/${model}`;
  return named.split('/').map(encodeURIComponent).join('/');
}

/** Raw parameters for the generation join ours, and win; replacing the whole would take ours away. */
function generationOf({ config, model, thinks }: ModelCall, { without }: Endpoint) {
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

function createGeminiReducer(): Reducer {
  const tools = createToolCalls();
  const align = createLogprobAligner();
  let named = false;
  let ended = false;
  let counted = false;

  function reducePart(part: Loose, logprobs: Loose | null): Delta[] {
    const called = objectIn(part, 'functionCall');
    if (called) {
      const given = JSON.stringify(objectIn(called, 'args') ?? {});
      return tools.whole(textIn(called, 'id'), textIn(called, 'name'), given);
    }
    const text = textIn(part, 'text');
    if (part['thought'] === true)
      return text === '' ? [] : [{ type: 'text', channel: 'reasoning', text }];
    const aligned = logprobs ? align(text, geminiTokensOf(logprobs)) : undefined;
    if (text === '') return [];
    return [{ type: 'text', channel: 'text', text, ...(aligned && { logprobs: aligned }) }];
  }

  function reduceCandidate(candidate: Loose): Delta[] {
    const parts = listIn(objectIn(candidate, 'content') ?? {}, 'parts').filter(isObject);
    // Probabilities are told per chunk; they belong to its visible text.
    let logprobs = objectIn(candidate, 'logprobsResult');
    const out: Delta[] = [];
    for (const part of parts) {
      const visible = part['thought'] !== true && textIn(part, 'text') !== '';
      out.push(...reducePart(part, visible ? logprobs : null));
      if (visible) logprobs = null;
    }
    const word = textIn(candidate, 'finishReason');
    if (word === '' || word === 'FINISH_REASON_UNSPECIFIED') return out;
    ended = true;
    // There is no word of its own for an answer that ends with calls.
    const reason = word === 'STOP' && tools.any() ? 'tool' : finishReasonOf(word);
    return [...out, { type: 'finish', reason, providerReason: word }];
  }

  return {
    reduce({ data }) {
      const chunk = parseFrame(data);
      if (isObject(chunk['error']))
        return [{ type: 'error', error: classifyGeminiInStream(chunk) }];
      const out: Delta[] = [];
      const model = textIn(chunk, 'modelVersion');
      if (!named && model !== '') {
        named = true;
        out.push({ type: 'model', name: model });
      }
      const blocked = textIn(objectIn(chunk, 'promptFeedback') ?? {}, 'blockReason');
      // No candidates come then, and nothing after it.
      if (blocked !== '' && blocked !== 'BLOCK_REASON_UNSPECIFIED')
        return [...out, { type: 'error', error: blockedPrompt(chunk, blocked) }];
      for (const candidate of listIn(chunk, 'candidates'))
        if (isObject(candidate) && (countIn(candidate, 'index') ?? 0) === 0)
          out.push(...reduceCandidate(candidate));
      // Every chunk counts anew; the first count and those that may be the last say enough.
      const usage = objectIn(chunk, 'usageMetadata');
      if (usage && (!counted || ended)) {
        counted = true;
        out.push(usageDelta(usage));
      }
      return out;
    },
    isEnd: () => ended
  };
}

function blockedPrompt(chunk: Loose, reason: string): AppError {
  const said = textIn(objectIn(chunk, 'promptFeedback') ?? {}, 'blockReasonMessage');
  return new AppError('CONTENT_FILTERED', {
    detail: scrub(said) || `The prompt was blocked (${reason}).`,
    facts: { providerCode: reason }
  });
}

/** Thoughts are billed as output but counted apart; cached text is part of the prompt's count. */
function usageDelta(usage: Loose): Delta {
  const answer = countIn(usage, 'candidatesTokenCount');
  const thoughts = countIn(usage, 'thoughtsTokenCount');
  const prompt = countIn(usage, 'promptTokenCount');
  const output = answer === null && thoughts === null ? null : (answer ?? 0) + (thoughts ?? 0);
  return {
    type: 'usage',
    usage: {
      inputTokens:
        prompt === null ? null : prompt + (countIn(usage, 'toolUsePromptTokenCount') ?? 0),
      outputTokens: output,
      reasoningTokens: thoughts,
      cachedTokens: countIn(usage, 'cachedContentTokenCount'),
      usageSource: 'provider'
    }
  };
}
