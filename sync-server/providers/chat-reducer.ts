import { AppError } from '#shared/errors';
import { classifyInStream } from './classify.ts';
import { finishReasonOf } from './finish-reasons.ts';
import { countIn, isObject, listIn, objectIn, parseFrame, textIn } from '#shared/requests/frames';
import { createLogprobAligner, tokensOf } from './logprobs.ts';
import { createToolCalls } from './tool-calls.ts';
import type { Delta, Reducer } from './adapter.ts';
import type { Loose } from '#shared/requests/frames';

/** Folds the chunks of chat completions, in the spellings of everyone who imitates them. */
export function createChatReducer(): Reducer {
  const tools = createToolCalls();
  const align = createLogprobAligner();
  let named = false;
  let ended = false;
  let counted = false;

  function addCall(call: Loose, index: number | null): Delta[] {
    const called = objectIn(call, 'function') ?? call;
    const given = objectIn(called, 'arguments');
    const name = textIn(called, 'name');
    // A few servers send arguments as an object; it is whole then.
    const text = given ? JSON.stringify(given) : textIn(called, 'arguments');
    return tools.add(textIn(call, 'id'), index, name, text);
  }

  function reduceDelta(delta: Loose, logprobs: Loose | null): Delta[] {
    const out: Delta[] = [];
    const reasoning = reasoningOf(delta);
    if (reasoning !== '') out.push({ type: 'text', channel: 'reasoning', text: reasoning });
    const text = contentOf(delta);
    const aligned = logprobs ? align(text, tokensOf(listIn(logprobs, 'content'))) : undefined;
    if (text !== '')
      out.push({ type: 'text', channel: 'text', text, ...(aligned && { logprobs: aligned }) });
    const refusal = textIn(delta, 'refusal');
    if (refusal !== '') out.push({ type: 'text', channel: 'refusal', text: refusal });
    for (const call of listIn(delta, 'tool_calls').filter(isObject))
      out.push(...addCall(call, countIn(call, 'index')));
    // What calls were before there could be several.
    const single = objectIn(delta, 'function_call');
    if (single) out.push(...addCall(single, 0));
    return out;
  }

  function reduceChoice(choice: Loose): Delta[] {
    const delta = objectIn(choice, 'delta');
    const out = delta ? reduceDelta(delta, objectIn(choice, 'logprobs')) : [];
    const word = textIn(choice, 'finish_reason');
    if (isObject(choice['error']))
      return [...out, { type: 'error', error: classifyInStream(choice) }];
    if (word === '') return out;
    // The model's provider failed, and whoever passes it on does not say how.
    if (word === 'error') return [...out, { type: 'error', error: failedElsewhere() }];
    ended = true;
    const providerReason = textIn(choice, 'native_finish_reason') || word;
    return [
      ...out,
      ...tools.rest(),
      { type: 'finish', reason: finishReasonOf(word), providerReason }
    ];
  }

  function count(chunk: Loose): Delta[] {
    // It comes with the last choice, after it, or (Groq) one level deeper.
    const usage = objectIn(chunk, 'usage') ?? objectIn(objectIn(chunk, 'x_groq') ?? {}, 'usage');
    const timings = objectIn(chunk, 'timings');
    if (usage) {
      counted = true;
      return [openaiUsage(usage)];
    }
    return timings && !counted && ended ? [llamaUsage(timings)] : [];
  }

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
      for (const choice of listIn(chunk, 'choices'))
        if (isObject(choice) && (countIn(choice, 'index') ?? 0) === 0)
          out.push(...reduceChoice(choice));
      return [...out, ...count(chunk)];
    },
    isEnd: () => ended
  };
}

/** An error of a whole chunk: as a member, by the event's name (LM Studio), or as the object (vLLM). */
export function errorIn(event: string | null, chunk: Loose): AppError | null {
  if (chunk['error'] !== undefined && chunk['error'] !== null) return classifyInStream(chunk);
  if (event === 'error' || chunk['object'] === 'error') return classifyInStream({ error: chunk });
  return null;
}

function failedElsewhere(): AppError {
  return new AppError('MODEL_UNAVAILABLE', {
    detail: 'The model’s provider ended the answer with an error.'
  });
}

/** Thinking has four spellings; the last is OpenRouter's list of details. */
function reasoningOf(delta: Loose): string {
  const told = textIn(delta, 'reasoning_content') || textIn(delta, 'reasoning');
  if (told !== '') return told;
  const details = listIn(delta, 'reasoning_details').filter(isObject);
  const detailed = details.map((one) => textIn(one, 'text') || textIn(one, 'summary')).join('');
  return detailed || partsText(delta, 'thinking');
}

/** Text, or (Mistral) a list of parts of which some are thinking. */
function contentOf(delta: Loose): string {
  return textIn(delta, 'content') || partsText(delta, 'text');
}

function partsText(delta: Loose, type: 'text' | 'thinking'): string {
  return listIn(delta, 'content')
    .filter(isObject)
    .filter((part) => part['type'] === type)
    .map((part) => {
      const inner = listIn(part, type).filter(isObject);
      return textIn(part, type) || inner.map((one) => textIn(one, 'text')).join('');
    })
    .join('');
}

export function openaiUsage(usage: Loose): Delta {
  const costNanoUsd = costIn(usage);
  return {
    type: 'usage',
    ...(costNanoUsd !== null && { costNanoUsd }),
    usage: {
      inputTokens: countIn(usage, 'prompt_tokens'),
      outputTokens: countIn(usage, 'completion_tokens'),
      reasoningTokens: countIn(objectIn(usage, 'completion_tokens_details'), 'reasoning_tokens'),
      cachedTokens:
        countIn(objectIn(usage, 'prompt_tokens_details'), 'cached_tokens') ??
        countIn(usage, 'prompt_cache_hit_tokens'),
      usageSource: 'provider'
    }
  };
}

/**
 * OpenRouter says what a call cost, in dollars; with a key of one's own that is only its fee, and the
 * provider's price stands beside it. A `cost` of anybody else may be in any unit.
 */
function costIn(usage: Loose): number | null {
  const { cost, is_byok: ownKey } = usage;
  if (typeof cost !== 'number' || typeof ownKey !== 'boolean') return null;
  const upstream = objectIn(usage, 'cost_details')?.['upstream_inference_cost'];
  const dollars = cost + (ownKey && typeof upstream === 'number' ? upstream : 0);
  return Number.isFinite(dollars) && dollars >= 0 ? Math.round(dollars * 1e9) : null;
}

/** llama.cpp counts what it worked on: what stood in its cache is input too. */
function llamaUsage(timings: Loose): Delta {
  const read = countIn(timings, 'prompt_n');
  const cached = countIn(timings, 'cache_n');
  return {
    type: 'usage',
    usage: {
      inputTokens: read === null ? null : read + (cached ?? 0),
      outputTokens: countIn(timings, 'predicted_n'),
      cachedTokens: cached,
      usageSource: 'provider'
    }
  };
}
