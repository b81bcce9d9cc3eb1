import { classifyInStream, classifyResponse } from './classify.ts';
import { messagesOf } from './continue-text.ts';
import { endpointUrl, isOpenai } from './endpoint-url.ts';
import { finishReasonOf } from './finish-reasons.ts';
import { countIn, isObject, listIn, objectIn, parseFrame, textIn } from './frames.ts';
import { createLogprobAligner, tokensOf } from './logprobs.ts';
import { chatMessages, chatTools } from './openai-messages.ts';
import { encodeBody, onlySet } from './request-body.ts';
import { createToolCalls } from './tool-calls.ts';
import type { Adapter, Delta, Endpoint, ModelCall, Reducer } from './adapter.ts';
import type { Loose } from './frames.ts';

/** OpenAI's chat completions, and every server that imitates them. */
export const openaiChat: Adapter = {
  framing: 'sse',

  buildRequest(call, endpoint) {
    const { config } = call;
    const body = onlySet({
      model: call.model,
      messages: chatMessages(messagesOf(call)),
      stream: true,
      stream_options: endpoint.without?.has('stream_options') ? null : { include_usage: true },
      ...openaiParams(call, endpoint),
      logprobs: config.logprobs == null ? null : true,
      top_logprobs: config.logprobs === 0 ? null : config.logprobs,
      reasoning_effort: config.reasoningEffort,
      response_format: config.responseFormat,
      tools: chatTools(call.tools),
      // Imitators know only the older name; the provider itself refuses it on newer models.
      [isOpenai(endpoint.baseUrl) ? 'max_completion_tokens' : 'max_tokens']: config.maxTokens
    });
    return {
      url: endpointUrl(endpoint.baseUrl, '/v1/chat/completions'),
      method: 'POST',
      headers: openaiHeaders(endpoint),
      body: encodeBody(body, config)
    };
  },

  createReducer: () => createChatReducer(),
  classify: classifyResponse
};

export function openaiHeaders(endpoint: Endpoint): Record<string, string> {
  return {
    'content-type': 'application/json',
    accept: 'text/event-stream',
    ...(endpoint.key === null ? {} : { authorization: `Bearer ${endpoint.key}` })
  };
}

/** The parameters chat and legacy completions share. */
export function openaiParams({ config }: ModelCall, endpoint: Endpoint): Loose {
  return {
    temperature: config.temperature,
    top_p: config.topP,
    frequency_penalty: config.frequencyPenalty,
    presence_penalty: config.presencePenalty,
    stop: config.stopSequences,
    seed: config.seed,
    ...(isOpenai(endpoint.baseUrl)
      ? {}
      : {
          top_k: config.topK,
          min_p: config.minP,
          // llama.cpp and LM Studio know the first name, vLLM and OpenRouter the second.
          repeat_penalty: config.repeatPenalty,
          repetition_penalty: config.repeatPenalty
        })
  };
}

export function openaiUsage(usage: Loose): Delta {
  const input = countIn(usage, 'prompt_tokens');
  return {
    type: 'usage',
    usage: {
      inputTokens: input,
      outputTokens: countIn(usage, 'completion_tokens'),
      reasoningTokens: countIn(objectIn(usage, 'completion_tokens_details'), 'reasoning_tokens'),
      cachedTokens: countIn(objectIn(usage, 'prompt_tokens_details'), 'cached_tokens'),
      usageSource: 'provider'
    }
  };
}

function createChatReducer(): Reducer {
  const tools = createToolCalls();
  const align = createLogprobAligner();
  let named = false;
  let ended = false;

  function reduceChoice(choice: Loose, out: Delta[]) {
    const delta = objectIn(choice, 'delta');
    if (delta) {
      const reasoning = textIn(delta, 'reasoning_content') || textIn(delta, 'reasoning');
      if (reasoning !== '') out.push({ type: 'text', channel: 'reasoning', text: reasoning });
      const text = textIn(delta, 'content');
      const logprobs = objectIn(choice, 'logprobs');
      const aligned = logprobs ? align(text, tokensOf(listIn(logprobs, 'content'))) : undefined;
      if (text !== '')
        out.push({ type: 'text', channel: 'text', text, ...(aligned && { logprobs: aligned }) });
      const refusal = textIn(delta, 'refusal');
      if (refusal !== '') out.push({ type: 'text', channel: 'refusal', text: refusal });
      for (const call of listIn(delta, 'tool_calls').filter(isObject)) {
        const called = objectIn(call, 'function') ?? {};
        out.push(
          ...tools.add(
            textIn(call, 'id'),
            countIn(call, 'index'),
            textIn(called, 'name'),
            textIn(called, 'arguments')
          )
        );
      }
    }
    const word = textIn(choice, 'finish_reason');
    if (word !== '') {
      ended = true;
      out.push(...tools.rest());
      out.push({ type: 'finish', reason: finishReasonOf(word), providerReason: word });
    }
  }

  return {
    reduce({ data }) {
      if (data === '[DONE]') {
        ended = true;
        return [];
      }
      const chunk = parseFrame(data);
      if (chunk['error'] !== undefined && chunk['error'] !== null)
        return [{ type: 'error', error: classifyInStream(chunk) }];
      const out: Delta[] = [];
      const model = textIn(chunk, 'model');
      if (!named && model !== '') {
        named = true;
        out.push({ type: 'model', name: model });
      }
      for (const choice of listIn(chunk, 'choices'))
        if (isObject(choice) && (countIn(choice, 'index') ?? 0) === 0) reduceChoice(choice, out);
      const usage = objectIn(chunk, 'usage');
      if (usage) out.push(openaiUsage(usage));
      return out;
    },
    isEnd: () => ended
  };
}
