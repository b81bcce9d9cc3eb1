import { classifyInStream, classifyResponse } from './classify.ts';
import { messagesOf } from './continue-text.ts';
import { endpointUrl } from './endpoint-url.ts';
import { finishReasonOf } from './finish-reasons.ts';
import { countIn, isObject, listIn, objectIn, parseFrame, textIn } from './frames.ts';
import { createLogprobAligner, tokensOf } from './logprobs.ts';
import { ollamaMessages } from './ollama-messages.ts';
import { chatTools } from './openai-messages.ts';
import { encodeBody, onlySet } from './request-body.ts';
import { createToolCalls } from './tool-calls.ts';
import type { ModelConfig } from '#shared/model-config';
import type { Adapter, Delta, Reducer } from './adapter.ts';
import type { Loose } from './frames.ts';

/** Ollama's own API: chat for messages, raw generation for a plain text. One JSON object per line. */
export const ollama: Adapter = {
  framing: 'ndjson',

  buildRequest(call, endpoint) {
    const { config } = call;
    const isText = call.kind === 'text';
    const body = onlySet({
      model: call.model,
      stream: true,
      options: optionsOf(config),
      think: thinkOf(config.reasoningEffort ?? null),
      tools: isText ? null : chatTools(call.tools),
      format: formatOf(config.responseFormat ?? null),
      logprobs: config.logprobs == null ? null : true,
      top_logprobs: config.logprobs === 0 ? null : config.logprobs
    });
    // `raw` leaves the model's chat template out: the model sees the text and nothing else.
    const asked = isText
      ? { prompt: call.text, raw: true }
      : { messages: ollamaMessages(messagesOf(call)) };
    return {
      url: endpointUrl(endpoint.baseUrl, isText ? '/api/generate' : '/api/chat'),
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'application/x-ndjson',
        ...(endpoint.key === null ? {} : { authorization: `Bearer ${endpoint.key}` })
      },
      body: encodeBody({ ...body, ...asked }, config)
    };
  },

  createReducer: () => createOllamaReducer(),
  classify: classifyResponse
};

function optionsOf(config: ModelConfig): Loose | null {
  const options = onlySet({
    temperature: config.temperature,
    num_predict: config.maxTokens,
    top_p: config.topP,
    top_k: config.topK,
    min_p: config.minP,
    frequency_penalty: config.frequencyPenalty,
    presence_penalty: config.presencePenalty,
    repeat_penalty: config.repeatPenalty,
    stop: config.stopSequences,
    seed: config.seed
  });
  return Object.keys(options).length === 0 ? null : options;
}

function thinkOf(effort: string | null): string | boolean | null {
  if (effort === 'none') return false;
  return effort;
}

/** The response format is kept in OpenAI's words; here it is "json" or the schema itself. */
function formatOf(format: Loose | null): Loose | string | null {
  if (format === null) return null;
  if (textIn(format, 'type') === 'json_object') return 'json';
  return objectIn(format, 'schema') ?? objectIn(objectIn(format, 'json_schema') ?? {}, 'schema');
}

function createOllamaReducer(): Reducer {
  const tools = createToolCalls();
  const align = createLogprobAligner();
  let named = false;
  let ended = false;

  function finish(line: Loose): Delta[] {
    ended = true;
    const word = textIn(line, 'done_reason') || 'stop';
    return [
      {
        type: 'usage',
        usage: {
          inputTokens: countIn(line, 'prompt_eval_count'),
          outputTokens: countIn(line, 'eval_count'),
          usageSource: 'provider'
        }
      },
      // There is no word of its own for an answer that ends with calls.
      {
        type: 'finish',
        reason: word === 'stop' && tools.any() ? 'tool' : finishReasonOf(word),
        providerReason: word
      }
    ];
  }

  return {
    reduce({ data }) {
      const line = parseFrame(data);
      if (typeof line['error'] === 'string' || isObject(line['error']))
        return [{ type: 'error', error: classifyInStream(line) }];
      const out: Delta[] = [];
      const model = textIn(line, 'model');
      if (!named && model !== '') {
        named = true;
        out.push({ type: 'model', name: model });
      }
      const message = objectIn(line, 'message') ?? line; // chat wraps it, generate does not
      const thinking = textIn(message, 'thinking');
      if (thinking !== '') out.push({ type: 'text', channel: 'reasoning', text: thinking });
      const text = textIn(message, 'content') || textIn(line, 'response');
      const logprobs = align(text, tokensOf(listIn(line, 'logprobs')));
      if (text !== '')
        out.push({ type: 'text', channel: 'text', text, ...(logprobs && { logprobs }) });
      for (const call of listIn(message, 'tool_calls').filter(isObject)) {
        const called = objectIn(call, 'function') ?? {};
        const given = JSON.stringify(objectIn(called, 'arguments') ?? {});
        out.push(...tools.whole(textIn(call, 'id'), textIn(called, 'name'), given));
      }
      if (line['done'] === true) out.push(...finish(line));
      return out;
    },
    isEnd: () => ended
  };
}
