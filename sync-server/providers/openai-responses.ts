import { openaiResponsesRequest } from '#shared/requests/openai-responses';
import { classifyResponse } from './classify.ts';
import { askedOf, endpointUrl } from './endpoint-url.ts';
import { openaiHeaders } from './openai-chat.ts';
import { createResponsesReducer } from './responses-reducer.ts';
import type { Adapter, Endpoint, HttpRequest } from './adapter.ts';

/** OpenAI's responses: what its thinking models speak best, and some of them alone. */
export const openaiResponses: Adapter = {
  framing: 'sse',

  buildRequest(call, endpoint) {
    const { path, body } = openaiResponsesRequest(call, askedOf(endpoint));
    return {
      url: endpointUrl(endpoint.baseUrl, path),
      method: 'POST',
      headers: openaiHeaders(endpoint),
      body: JSON.stringify(body)
    };
  },

  createReducer: () => createResponsesReducer(),
  classify: classifyResponse
};

/** Asks for what a background response told after the event of that number. */
export function resumeRequest(endpoint: Endpoint, id: string, after: number | null): HttpRequest {
  const url = new URL(endpointUrl(endpoint.baseUrl, `/v1/responses/${encodeURIComponent(id)}`));
  url.searchParams.set('stream', 'true');
  if (after !== null) url.searchParams.set('starting_after', String(after));
  return { url: url.href, method: 'GET', headers: openaiHeaders(endpoint), body: null };
}

export function cancelUrl(endpoint: Endpoint, id: string): string {
  return endpointUrl(endpoint.baseUrl, `/v1/responses/${encodeURIComponent(id)}/cancel`);
}
