import { createChatReducer } from './chat-reducer.ts';
import { classifyResponse } from './classify.ts';
import { messagesOf } from './continue-text.ts';
import { endpointUrl, isOpenai, isOpenrouter } from './endpoint-url.ts';
import { chatMessages, chatTools } from './openai-messages.ts';
import { encodeBody, onlySet } from './request-body.ts';
import type { Adapter, Endpoint, ModelCall } from './adapter.ts';
import type { Loose } from './frames.ts';

/** OpenAI's chat completions, and every server that imitates them. */
export const openaiChat: Adapter = {
  framing: 'sse',

  buildRequest(call, endpoint) {
    const { config } = call;
    const body = onlySet({
      model: call.model,
      messages: chatMessages(messagesOf(call), isOpenai(endpoint.baseUrl)),
      stream: true,
      stream_options: endpoint.without?.has('stream_options') ? null : { include_usage: true },
      ...openaiParams(call, endpoint),
      logprobs: config.logprobs == null ? null : true,
      top_logprobs: config.logprobs === 0 ? null : config.logprobs,
      reasoning_effort: config.reasoningEffort,
      response_format: config.responseFormat,
      tools: chatTools(call.tools),
      // The true price of a call is told on request.
      usage: isOpenrouter(endpoint.baseUrl) ? { include: true } : null,
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
