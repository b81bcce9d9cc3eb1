import { classifyInStream, classifyResponse } from './classify.ts';
import { endpointUrl } from './endpoint-url.ts';
import { finishReasonOf } from './finish-reasons.ts';
import { countIn, isObject, listIn, objectIn, parseFrame, textIn } from '#shared/requests/frames';
import { createLogprobAligner, tokensOf } from './logprobs.ts';
import { createToolCalls } from './tool-calls.ts';
import { ollamaRequest } from '#shared/requests/ollama';
import type { Adapter, Delta, Reducer } from './adapter.ts';
import type { Loose } from '#shared/requests/frames';

/** Ollama's own API: chat for messages, raw generation for a plain text. One JSON object per line. */
export const ollama: Adapter = {
  framing: 'ndjson',

  buildRequest(call, endpoint) {
    const { path, body } = ollamaRequest(call);
    return {
      url: endpointUrl(endpoint.baseUrl, path),
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'application/x-ndjson',
        ...(endpoint.key === null ? {} : { authorization: `Bearer ${endpoint.key}` })
      },
      body: JSON.stringify(body)
    };
  },

  createReducer: () => createOllamaReducer(),
  classify: classifyResponse
};

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
