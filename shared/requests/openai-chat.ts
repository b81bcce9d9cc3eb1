import { messagesOf } from './continue-text.ts';
import type { Loose } from './frames.ts';
import type { Asked, ModelCall, ModelRequest } from './model-call.ts';
import { chatMessages, chatTools } from './openai-messages.ts';
import { onlySet, withExtra } from './request-body.ts';

/** OpenAI's chat completions, and every server that imitates them. */
export function openaiChatRequest(call: ModelCall, asked: Asked): ModelRequest {
  const { config } = call;
  const body = onlySet({
    model: call.model,
    messages: chatMessages(messagesOf(call), asked.isOpenai),
    stream: true,
    stream_options: asked.without?.has('stream_options') ? null : { include_usage: true },
    ...openaiParams(call, asked),
    logprobs: config.logprobs == null ? null : true,
    top_logprobs: config.logprobs === 0 ? null : config.logprobs,
    reasoning_effort: config.reasoningEffort,
    response_format: config.responseFormat,
    tools: chatTools(call.tools),
    // The true price of a call is told on request.
    usage: asked.isOpenrouter ? { include: true } : null,
    // Imitators know only the older name; the provider itself refuses it on newer models.
    [asked.isOpenai ? 'max_completion_tokens' : 'max_tokens']: config.maxTokens
  });
  return { path: '/v1/chat/completions', body: withExtra(body, config) };
}

/** The parameters chat and legacy completions share. */
export function openaiParams({ config }: ModelCall, { isOpenai }: Asked): Loose {
  return {
    temperature: config.temperature,
    top_p: config.topP,
    frequency_penalty: config.frequencyPenalty,
    presence_penalty: config.presencePenalty,
    stop: config.stopSequences,
    seed: config.seed,
    ...(isOpenai
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
