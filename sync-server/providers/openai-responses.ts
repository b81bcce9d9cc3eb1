import { classifyResponse } from './classify.ts';
import { messagesOf } from './continue-text.ts';
import { endpointUrl } from './endpoint-url.ts';
import { isObject, objectIn, textIn } from './frames.ts';
import { openaiHeaders } from './openai-chat.ts';
import { encodeBody, onlySet } from './request-body.ts';
import { responsesInput, responsesTools } from './responses-input.ts';
import { createResponsesReducer } from './responses-reducer.ts';
import type { Adapter, Endpoint, HttpRequest, ModelCall } from './adapter.ts';
import type { Loose } from './frames.ts';

/** OpenAI's responses: what its thinking models speak best, and some of them alone. */
export const openaiResponses: Adapter = {
  framing: 'sse',

  buildRequest(call, endpoint) {
    const { config } = call;
    const background = isBackground(call);
    const body = onlySet({
      model: call.model,
      input: responsesInput(messagesOf(call)),
      stream: true,
      // Only what goes on by itself has to be kept over there, to be found again.
      store: background,
      background: background ? true : null,
      temperature: config.temperature,
      top_p: config.topP,
      max_output_tokens: config.maxTokens,
      include: config.logprobs == null ? null : ['message.output_text.logprobs'],
      top_logprobs: config.logprobs === 0 ? null : config.logprobs,
      reasoning: reasoningOf(call, endpoint),
      text: formatOf(config.responseFormat ?? null),
      tools: responsesTools(call.tools)
    });
    return {
      url: endpointUrl(endpoint.baseUrl, '/v1/responses'),
      method: 'POST',
      headers: openaiHeaders(endpoint),
      body: encodeBody(body, config)
    };
  },

  createReducer: () => createResponsesReducer(),
  classify: classifyResponse
};

/** The model's way, or the person's wish by a raw parameter. */
export function isBackground({ background, config }: ModelCall): boolean {
  const wish = config.extra?.['background'];
  return typeof wish === 'boolean' ? wish : background === true;
}

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

/** Thinking is told as a summary; some accounts may not have one, and then it is not asked for. */
function reasoningOf({ config, thinks }: ModelCall, { without }: Endpoint): Loose | null {
  const summary = thinks && !without?.has('reasoning.summary') ? 'auto' : null;
  const reasoning = onlySet({ effort: config.reasoningEffort, summary });
  return Object.keys(reasoning).length === 0 ? null : reasoning;
}

/** The response format is kept in the words of chat completions; here its members stand one level up. */
function formatOf(format: Loose | null): Loose | null {
  if (format === null) return null;
  const nested = objectIn(format, 'json_schema');
  if (textIn(format, 'type') !== 'json_schema' || !isObject(nested)) return { format };
  return { format: { type: 'json_schema', name: 'answer', ...nested } };
}
