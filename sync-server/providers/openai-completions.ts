import { errorIn, openaiUsage } from './chat-reducer.ts';
import { classifyResponse } from './classify.ts';
import { messagesOf } from './continue-text.ts';
import { endpointUrl } from './endpoint-url.ts';
import { finishReasonOf } from './finish-reasons.ts';
import { countIn, isObject, listIn, objectIn, parseFrame, textIn } from './frames.ts';
import { createLogprobAligner, legacyTokensOf } from './logprobs.ts';
import { textOfMessage } from './message-parts.ts';
import { openaiHeaders, openaiParams } from './openai-chat.ts';
import { encodeBody, onlySet } from './request-body.ts';
import type { Adapter, Delta, ModelCall, Reducer } from './adapter.ts';

/** The legacy completions: text in, the model's continuation out. */
export const openaiCompletions: Adapter = {
  framing: 'sse',

  buildRequest(call, endpoint) {
    const body = onlySet({
      model: call.model,
      stream: true,
      stream_options: endpoint.without?.has('stream_options') ? null : { include_usage: true },
      max_tokens: call.config.maxTokens,
      ...openaiParams(call, endpoint),
      // Here the number alone asks for them, and 0 asks for the chosen token's.
      logprobs: call.config.logprobs
    });
    return {
      url: endpointUrl(endpoint.baseUrl, '/v1/completions'),
      method: 'POST',
      headers: openaiHeaders(endpoint),
      body: encodeBody({ ...body, prompt: promptOf(call) }, call.config)
    };
  },

  createReducer: () => createCompletionsReducer(),
  classify: classifyResponse
};

/** A model without roles reads a conversation as a script. */
function promptOf(call: ModelCall): string {
  if (call.kind === 'text') return call.text;
  const lines = messagesOf(call).map(
    (message) => `${message.role}: ${textOfMessage(message, 'A model that continues texts')}`
  );
  return [...lines, 'assistant:'].join('\n\n');
}

function createCompletionsReducer(): Reducer {
  const align = createLogprobAligner();
  let named = false;
  let ended = false;
  return {
    reduce({ event, data }) {
      if (data === '[DONE]') {
        ended = true;
        return [];
      }
      const chunk = parseFrame(data);
      const error = errorIn(event, chunk);
      if (error) return [{ type: 'error', error }];
      const out: Delta[] = [];
      const model = textIn(chunk, 'model');
      if (!named && model !== '') {
        named = true;
        out.push({ type: 'model', name: model });
      }
      for (const choice of listIn(chunk, 'choices')) {
        if (!isObject(choice) || (countIn(choice, 'index') ?? 0) !== 0) continue;
        const text = textIn(choice, 'text');
        const logprobs = objectIn(choice, 'logprobs');
        const aligned = logprobs ? align(text, legacyTokensOf(logprobs)) : undefined;
        if (text !== '')
          out.push({ type: 'text', channel: 'text', text, ...(aligned && { logprobs: aligned }) });
        const word = textIn(choice, 'finish_reason');
        if (word !== '') {
          ended = true;
          out.push({ type: 'finish', reason: finishReasonOf(word), providerReason: word });
        }
      }
      const usage = objectIn(chunk, 'usage');
      if (usage) out.push(openaiUsage(usage));
      return out;
    },
    isEnd: () => ended
  };
}
