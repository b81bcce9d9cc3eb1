import type { RunOutput } from '#shared/collections';
import type { RunEvent, RunState } from '#shared/run-events';
import { cutLogprobs } from '#shared/kept-text';

export const freshRun: RunState = {
  seq: 0,
  status: 'queued',
  text: '',
  reasoning: '',
  toolCalls: [],
  logprobs: null,
  model: null,
  maxTokens: null,
  usage: null,
  finishReason: null,
  cost: null,
  error: null,
  retrying: null,
  place: null,
  draining: false,
  ttftMs: null,
  latencyMs: null
};

/**
 * The one reading of a run's log. Folding an event twice, or an older one, changes nothing; a snapshot
 * replaces what came before it, so a reader may join or re-join anywhere and ends at the same state.
 */
export function foldRun(state: RunState, event: RunEvent): RunState {
  if (event.seq <= state.seq) return state;
  const next = { ...state, seq: event.seq };
  switch (event.type) {
    case 'start':
      next.status = 'streaming';
      next.model = event.data.model;
      next.maxTokens = event.data.maxTokens;
      return next;
    case 'token':
      return foldToken(next, event.data);
    case 'usage':
      next.usage = usageOf(event.data);
      return next;
    case 'retrying': {
      const { code, attempt, waitMs } = event.data;
      next.retrying = { code, attempt, waitMs };
      return next;
    }
    case 'snapshot': {
      const { text, reasoning, toolCalls, logprobs, model, maxTokens, ttftMs } = event.data;
      const { usage = null, retrying = null, place = null, draining = false } = event.data;
      return {
        ...freshRun,
        seq: event.seq,
        status: 'streaming',
        text,
        reasoning,
        toolCalls,
        logprobs,
        model,
        maxTokens,
        ttftMs,
        usage,
        retrying,
        place,
        draining
      };
    }
    case 'done':
      next.status = event.data.finishReason === 'cancelled' ? 'stopped' : 'done';
      next.finishReason = event.data.finishReason;
      next.model = event.data.modelAnswered ?? state.model;
      return end(next, event.data);
    case 'error': {
      const { code, message, detail, retryable } = event.data;
      next.status = 'failed';
      next.error = { code, message, detail, retryable };
      return end(next, event.data);
    }
    case 'notice':
      if (event.data.place !== undefined) next.place = event.data.place || null;
      if (event.data.draining) next.draining = true;
      return next;
    default:
      // An event of a newer server: additive, so it may be passed over.
      return next;
  }
}

type Data<Type extends RunEvent['type']> = Extract<RunEvent, { type: Type }>['data'];

function foldToken(next: RunState, data: Data<'token'>): RunState {
  next.retrying = null;
  if (data.channel === 'reasoning') {
    next.reasoning += data.text;
  } else if (data.channel === 'tool') {
    next.toolCalls = foldToolCall(next.toolCalls, data);
  } else {
    // A refusal is the model's visible answer too.
    next.text += data.text;
    next.ttftMs ??= data.t;
    if (data.logprobs) next.logprobs = [...(next.logprobs ?? []), ...data.logprobs];
  }
  return next;
}

function foldToolCall(calls: RunOutput['toolCalls'], data: Data<'token'>): RunOutput['toolCalls'] {
  const id = data.call?.id ?? calls.at(-1)?.id ?? '';
  const known = calls.some((call) => call.id === id);
  if (!known) return [...calls, { id, name: data.call?.name ?? '', arguments: data.text }];
  return calls.map((call) =>
    call.id === id
      ? { ...call, name: data.call?.name ?? call.name, arguments: call.arguments + data.text }
      : call
  );
}

function end(next: RunState, data: Data<'done'> | Data<'error'>): RunState {
  next.retrying = null;
  next.place = null;
  next.draining = false;
  next.usage = usageOf(data);
  next.cost = data.cost;
  next.ttftMs = data.timings.ttftMs;
  next.latencyMs = data.timings.latencyMs;
  if (data.textLength < next.text.length) {
    next.text = next.text.slice(0, data.textLength);
    next.logprobs = cutLogprobs(next.logprobs, data.textLength);
  }
  return next;
}

function usageOf(data: Data<'usage'> | Data<'done'> | Data<'error'>): RunState['usage'] {
  const { inputTokens, outputTokens, reasoningTokens, cachedTokens, usageSource } = data;
  return { inputTokens, outputTokens, reasoningTokens, cachedTokens, usageSource };
}
