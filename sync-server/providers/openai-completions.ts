import { openaiCompletionsRequest } from '#shared/requests/openai-completions';
import { errorIn, openaiUsage } from './chat-reducer.ts';
import { classifyResponse } from './classify.ts';
import { askedOf, endpointUrl } from './endpoint-url.ts';
import { finishReasonOf } from './finish-reasons.ts';
import { countIn, isObject, listIn, objectIn, parseFrame, textIn } from '#shared/requests/frames';
import { createLogprobAligner, legacyTokensOf } from './logprobs.ts';
import { openaiHeaders } from './openai-chat.ts';
import type { Adapter, Delta, Reducer } from './adapter.ts';

/** The legacy completions: text in, the model's continuation out. */
export const openaiCompletions: Adapter = {
  framing: 'sse',

  buildRequest(call, endpoint) {
    const { path, body } = openaiCompletionsRequest(call, askedOf(endpoint));
    return {
      url: endpointUrl(endpoint.baseUrl, path),
      method: 'POST',
      headers: openaiHeaders(endpoint),
      body: JSON.stringify(body)
    };
  },

  createReducer: () => createCompletionsReducer(),
  classify: classifyResponse
};

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
