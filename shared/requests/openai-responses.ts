import { messagesOf } from './continue-text.ts';
import { isObject, objectIn, textIn } from './frames.ts';
import type { Loose } from './frames.ts';
import type { Asked, ModelCall, ModelRequest } from './model-call.ts';
import { onlySet, withExtra } from './request-body.ts';
import { responsesInput, responsesTools } from './responses-input.ts';

/** OpenAI's responses: what its thinking models speak best, and some of them alone. */
export function openaiResponsesRequest(call: ModelCall, asked: Asked): ModelRequest {
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
    reasoning: reasoningOf(call, asked),
    text: formatOf(config.responseFormat ?? null),
    tools: responsesTools(call.tools)
  });
  return { path: '/v1/responses', body: withExtra(body, config) };
}

/** The model's way, or the person's wish by a raw parameter. */
export function isBackground({ background, config }: ModelCall): boolean {
  const wish = config.extra?.['background'];
  return typeof wish === 'boolean' ? wish : background === true;
}

/** Thinking is told as a summary; some accounts may not have one, and then it is not asked for. */
function reasoningOf({ config, thinks }: ModelCall, { without }: Asked): Loose | null {
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
