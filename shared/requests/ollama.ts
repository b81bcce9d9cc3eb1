import type { ModelConfig } from '#shared/model-config';
import { messagesOf } from './continue-text.ts';
import { objectIn, textIn } from './frames.ts';
import type { Loose } from './frames.ts';
import type { ModelCall, ModelRequest } from './model-call.ts';
import { ollamaMessages } from './ollama-messages.ts';
import { chatTools } from './openai-messages.ts';
import { onlySet, withExtra } from './request-body.ts';

/** Ollama's own API: chat for messages, raw generation for a plain text. */
export function ollamaRequest(call: ModelCall): ModelRequest {
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
    path: isText ? '/api/generate' : '/api/chat',
    body: withExtra({ ...body, ...asked }, config)
  };
}

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
