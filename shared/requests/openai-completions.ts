import { messagesOf } from './continue-text.ts';
import { textOfMessage } from './message-parts.ts';
import type { Asked, ModelCall, ModelRequest } from './model-call.ts';
import { openaiParams } from './openai-chat.ts';
import { onlySet, withExtra } from './request-body.ts';

/** The legacy completions: text in, the model's continuation out. */
export function openaiCompletionsRequest(call: ModelCall, asked: Asked): ModelRequest {
  const body = onlySet({
    model: call.model,
    stream: true,
    stream_options: asked.without?.has('stream_options') ? null : { include_usage: true },
    max_tokens: call.config.maxTokens,
    ...openaiParams(call, asked),
    // Here the number alone asks for them, and 0 asks for the chosen token's.
    logprobs: call.config.logprobs
  });
  return {
    path: '/v1/completions',
    body: withExtra({ ...body, prompt: promptOf(call) }, call.config)
  };
}

/** A model without roles reads a conversation as a script. */
function promptOf(call: ModelCall): string {
  if (call.kind === 'text') return call.text;
  const lines = messagesOf(call).map(
    (message) => `${message.role}: ${textOfMessage(message, 'A model that continues texts')}`
  );
  return [...lines, 'assistant:'].join('\n\n');
}
