import { openaiChatRequest } from '#shared/requests/openai-chat';
import { createChatReducer } from './chat-reducer.ts';
import { classifyResponse } from './classify.ts';
import { askedOf, endpointUrl } from './endpoint-url.ts';
import type { Adapter, Endpoint } from './adapter.ts';

/** OpenAI's chat completions, and every server that imitates them. */
export const openaiChat: Adapter = {
  framing: 'sse',

  buildRequest(call, endpoint) {
    const { path, body } = openaiChatRequest(call, askedOf(endpoint));
    return {
      url: endpointUrl(endpoint.baseUrl, path),
      method: 'POST',
      headers: openaiHeaders(endpoint),
      body: JSON.stringify(body)
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
