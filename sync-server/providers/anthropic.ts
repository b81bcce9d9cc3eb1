import { anthropicRequest, anthropicVersion } from '#shared/requests/anthropic';
import { classifyInStream, classifyResponse } from './classify.ts';
import { endpointUrl } from './endpoint-url.ts';
import { finishReasonOf } from './finish-reasons.ts';
import { countIn, isObject, objectIn, parseFrame, textIn } from '#shared/requests/frames';
import { createToolCalls } from './tool-calls.ts';
import type { Usage } from '#shared/run-events';
import type { Adapter, Delta, Reducer } from './adapter.ts';
import type { Loose } from '#shared/requests/frames';

/** Anthropic's messages. */
export const anthropic: Adapter = {
  framing: 'sse',

  buildRequest(call, endpoint) {
    const { path, body } = anthropicRequest(call);
    return {
      url: endpointUrl(endpoint.baseUrl, path),
      method: 'POST',
      headers: anthropicHeaders(endpoint.key),
      body: JSON.stringify(body)
    };
  },

  createReducer: () => createMessagesReducer(),
  classify: classifyResponse
};

export function anthropicHeaders(key: string | null): Record<string, string> {
  return {
    'content-type': 'application/json',
    accept: 'text/event-stream',
    'anthropic-version': anthropicVersion,
    ...(key === null ? {} : { 'x-api-key': key })
  };
}

function createMessagesReducer(): Reducer {
  const tools = createToolCalls();
  const usage: Usage = {
    inputTokens: null,
    outputTokens: null,
    reasoningTokens: null,
    cachedTokens: null,
    usageSource: 'provider'
  };
  let ended = false;

  /** Counts are cumulative: a later one replaces, it never adds. */
  function addUsage(told: Loose | null): Delta[] {
    if (!told) return [];
    const plain = countIn(told, 'input_tokens');
    const read = countIn(told, 'cache_read_input_tokens');
    const written = countIn(told, 'cache_creation_input_tokens');
    // What was read from or written to the cache is input too, and is told apart from it.
    if (plain !== null) usage.inputTokens = plain + (read ?? 0) + (written ?? 0);
    usage.cachedTokens = read ?? usage.cachedTokens;
    usage.outputTokens = countIn(told, 'output_tokens') ?? usage.outputTokens;
    return [{ type: 'usage', usage: { ...usage } }];
  }

  function startBlock(event: Loose): Delta[] {
    const block = objectIn(event, 'content_block');
    const text = block ? textIn(block, 'text') : '';
    if (block && textIn(block, 'type') === 'tool_use')
      return tools.add(textIn(block, 'id'), countIn(event, 'index'), textIn(block, 'name'), '');
    return text === '' ? [] : [{ type: 'text', channel: 'text', text }];
  }

  function addToBlock(event: Loose): Delta[] {
    const delta = objectIn(event, 'delta') ?? {};
    const text = textIn(delta, 'text');
    if (text !== '') return [{ type: 'text', channel: 'text', text }];
    const thinking = textIn(delta, 'thinking');
    if (thinking !== '') return [{ type: 'text', channel: 'reasoning', text: thinking }];
    const json = textIn(delta, 'partial_json');
    return json === '' ? [] : tools.add('', countIn(event, 'index'), '', json);
  }

  function finish(event: Loose): Delta[] {
    const word = textIn(objectIn(event, 'delta') ?? {}, 'stop_reason');
    const told = addUsage(objectIn(event, 'usage'));
    if (word === '') return told;
    return [
      ...tools.rest(),
      ...told,
      { type: 'finish', reason: finishReasonOf(word), providerReason: word }
    ];
  }

  return {
    reduce({ data }) {
      const event = parseFrame(data);
      switch (event['type']) {
        case 'content_block_delta':
          return addToBlock(event);
        case 'message_start': {
          const message = event['message'];
          if (!isObject(message)) return [];
          const name = textIn(message, 'model');
          return [
            ...(name === '' ? [] : [{ type: 'model' as const, name }]),
            ...addUsage(objectIn(message, 'usage'))
          ];
        }
        case 'content_block_start':
          return startBlock(event);
        case 'message_delta':
          return finish(event);
        case 'message_stop':
          ended = true;
          return [];
        case 'error':
          return [{ type: 'error', error: classifyInStream(event) }];
        default:
          return []; // ping, content_block_stop, and what is to come
      }
    },
    isEnd: () => ended
  };
}
