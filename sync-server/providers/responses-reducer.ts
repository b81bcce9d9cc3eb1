import { AppError } from '#shared/errors';
import { classifyInStream } from './classify.ts';
import { finishReasonOf } from './finish-reasons.ts';
import { countIn, isObject, listIn, objectIn, parseFrame, textIn } from '#shared/requests/frames';
import { createLogprobAligner, tokensOf } from './logprobs.ts';
import { createToolCalls } from './tool-calls.ts';
import type { Delta, Reducer } from './adapter.ts';
import type { Loose } from '#shared/requests/frames';

/** Where a response stands over there, so that it can be found again. */
export interface ResponseCursor {
  id: string | null;
  /** Of the last event that was read; `null` before the first. */
  sequence: number | null;
  /** It ended or failed over there: looking again would only tell the same. */
  over: boolean;
}

export interface ResponsesReducer extends Reducer {
  cursor(): ResponseCursor;
  /** What follows comes over another connection, and may tell again what was seen. */
  resume(): void;
}

/** Folds the events of one response, which may come over several connections. */
export function createResponsesReducer(): ResponsesReducer {
  const tools = createToolCalls();
  const align = createLogprobAligner();
  const cursor: ResponseCursor = { id: null, sequence: null, over: false };
  /** Texts and arguments that came in pieces; their whole is told again at the end. */
  const pieces = new Set<string>();
  let named = false;
  let ended = false;
  let refused = false;
  let summaries = 0;
  /** Imitators do not always count, so only what is told again is skipped by its number. */
  let seen = Number.NEGATIVE_INFINITY;

  function begin(event: Loose): Delta[] {
    const response = objectIn(event, 'response') ?? {};
    cursor.id ??= textIn(response, 'id') || null;
    const name = textIn(response, 'model');
    if (named || name === '') return [];
    named = true;
    return [{ type: 'model', name }];
  }

  function text(event: Loose, channel: 'text' | 'reasoning' | 'refusal'): Delta[] {
    pieces.add(keyOf(event));
    const said = textIn(event, 'delta');
    const aligned =
      channel === 'text' ? align(said, tokensOf(listIn(event, 'logprobs'))) : undefined;
    if (channel === 'refusal') refused = true;
    if (said === '') return [];
    return [{ type: 'text', channel, text: said, ...(aligned && { logprobs: aligned }) }];
  }

  /** A text that was only told as a whole. */
  function whole(event: Loose, member: string, channel: 'text' | 'refusal'): Delta[] {
    if (pieces.has(keyOf(event))) return [];
    return text({ ...event, delta: textIn(event, member) }, channel);
  }

  function addItem(event: Loose): Delta[] {
    const item = objectIn(event, 'item') ?? {};
    if (!isCall(item)) return [];
    const id = textIn(item, 'call_id') || textIn(item, 'id');
    return tools.add(id, countIn(event, 'output_index'), textIn(item, 'name'), '');
  }

  function addArguments(event: Loose, given: string): Delta[] {
    pieces.add(keyOf(event));
    return tools.add('', countIn(event, 'output_index'), '', given);
  }

  /** The last word on a call: its arguments, if nothing of them was told before. */
  function endItem(event: Loose): Delta[] {
    const item = objectIn(event, 'item') ?? {};
    if (!isCall(item) || pieces.has(`${textIn(item, 'id')} `)) return [];
    const id = textIn(item, 'call_id') || textIn(item, 'id');
    const given = textIn(item, 'arguments') || textIn(item, 'input');
    return tools.add(id, countIn(event, 'output_index'), textIn(item, 'name'), given);
  }

  function finish(event: Loose, word: string): Delta[] {
    ended = true;
    cursor.over = true;
    const rest = tools.rest();
    const reason = refused ? 'refusal' : tools.any() ? 'tool' : finishReasonOf(word);
    return [...rest, { type: 'finish', reason, providerReason: word }, ...usageOf(event)];
  }

  function end(event: Loose): Delta[] {
    const response = objectIn(event, 'response') ?? {};
    switch (event['type']) {
      case 'response.completed':
        return finish(event, 'completed');
      case 'response.incomplete': {
        ended = true;
        cursor.over = true;
        const word = textIn(objectIn(response, 'incomplete_details') ?? {}, 'reason');
        const providerReason = word || 'incomplete';
        const reason = finishReasonOf(providerReason);
        return [...tools.rest(), { type: 'finish', reason, providerReason }, ...usageOf(event)];
      }
      case 'response.cancelled':
        return finish(event, 'cancelled');
      default: {
        cursor.over = true;
        return [...usageOf(event), { type: 'error', error: failureOf(response) }];
      }
    }
  }

  function reduceEvent(event: Loose): Delta[] {
    switch (event['type']) {
      case 'response.created':
      case 'response.queued':
      case 'response.in_progress':
        return begin(event);
      case 'response.output_item.added':
        return addItem(event);
      case 'response.output_item.done':
        return endItem(event);
      case 'response.output_text.delta':
        return text(event, 'text');
      case 'response.output_text.done':
        return whole(event, 'text', 'text');
      case 'response.refusal.delta':
        return text(event, 'refusal');
      case 'response.refusal.done':
        return whole(event, 'refusal', 'refusal');
      case 'response.reasoning_text.delta':
      case 'response.reasoning_summary_text.delta':
        return text(event, 'reasoning');
      case 'response.reasoning_summary_part.added':
        // Each part of a summary is a paragraph of its own.
        summaries += 1;
        return summaries === 1 ? [] : [{ type: 'text', channel: 'reasoning', text: '\n\n' }];
      case 'response.function_call_arguments.delta':
      case 'response.custom_tool_call_input.delta':
        return addArguments(event, textIn(event, 'delta'));
      case 'response.completed':
      case 'response.incomplete':
      case 'response.failed':
      case 'response.cancelled':
        return [...begin(event), ...end(event)];
      case 'error':
        cursor.over = true;
        return [{ type: 'error', error: inBand(event) }];
      default:
        return []; // content parts, annotations, searches, keepalives, and what is to come
    }
  }

  return {
    reduce({ data }) {
      if (data === '[DONE]') return []; // imitators send it after the real end
      const event = parseFrame(data);
      const sequence = countIn(event, 'sequence_number');
      if (sequence !== null) {
        if (sequence <= seen) return [];
        cursor.sequence = sequence;
      }
      return reduceEvent(event);
    },
    isEnd: () => ended,
    cursor: () => ({ ...cursor }),
    resume() {
      seen = cursor.sequence ?? seen;
    }
  };
}

/** Which text of the answer a piece belongs to. */
function keyOf(event: Loose): string {
  return `${textIn(event, 'item_id')} ${countIn(event, 'content_index') ?? ''}`;
}

function isCall(item: Loose): boolean {
  return item['type'] === 'function_call' || item['type'] === 'custom_tool_call';
}

/** What it says of itself, such as `invalid_prompt` or `image_too_large`, is no outage. */
const ownFault =
  /^(invalid|unsupported|empty|image|failed_to_download|base64|bio_policy|cyber_policy)/;

function failureOf(response: Loose): AppError {
  const told = objectIn(response, 'error') ?? { code: 'server_error' };
  const error = classifyInStream({ error: told });
  if (error.code !== 'MODEL_UNAVAILABLE' || !ownFault.test(textIn(told, 'code'))) return error;
  return new AppError('PROVIDER_REJECTED', { detail: error.detail, facts: error.facts });
}

/** Both spellings are in use: the error as a member, and its members beside the type. */
function inBand(event: Loose): AppError {
  return failureOf(isObject(event['error']) ? event : { error: event });
}

function usageOf(event: Loose): Delta[] {
  const usage = objectIn(objectIn(event, 'response') ?? {}, 'usage');
  if (!usage) return [];
  return [
    {
      type: 'usage',
      usage: {
        inputTokens: countIn(usage, 'input_tokens'),
        outputTokens: countIn(usage, 'output_tokens'),
        reasoningTokens: countIn(objectIn(usage, 'output_tokens_details'), 'reasoning_tokens'),
        cachedTokens: countIn(objectIn(usage, 'input_tokens_details'), 'cached_tokens'),
        usageSource: 'provider'
      }
    }
  ];
}
