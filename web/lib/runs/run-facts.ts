import type { Run } from '#shared/collections';
import { dollarText } from '#shared/dollars';
import { once } from '#shared/once';
import type { FinishReason, RunState } from '#shared/run-events';

/** What one says of a run, whether it is live, just ended, or from history. */
export interface RunFacts {
  tokens: number | null;
  /** True where `tokens` is counted from the text, not told by the provider. */
  estimated: boolean;
  maxTokens: number | null;
  tokensPerSecond: number | null;
  ttftMs: number | null;
  latencyMs: number | null;
  costNanoUsd: number | null;
}

/** About four characters to a token: good enough to show, always marked as an estimate. */
export function estimateTokens(characters: number): number {
  return Math.ceil(characters / 4);
}

export function factsOfState(state: RunState, elapsedMs: number): RunFacts {
  const told = state.usage?.outputTokens ?? null;
  const counted = state.logprobs?.length ?? 0;
  const tokens = told ?? (counted > 0 ? counted : estimateTokens(state.text.length));
  const until = state.latencyMs ?? elapsedMs;
  return {
    tokens,
    estimated: told === null ? counted === 0 : state.usage?.usageSource === 'estimated',
    maxTokens: state.maxTokens,
    tokensPerSecond: rate(tokens, state.ttftMs, until),
    ttftMs: state.ttftMs,
    latencyMs: state.latencyMs,
    costNanoUsd: state.cost
  };
}

/** How many tokens of visible text `later` has more: counted where there are probabilities, else estimated. */
export function tokensBetween(earlier: RunState, later: RunState): number {
  const counted = (later.logprobs?.length ?? 0) - (earlier.logprobs?.length ?? 0);
  return counted > 0 ? counted : estimateTokens(later.text.length - earlier.text.length);
}

/** What one is told while a display stands still. */
export function pausedText(waiting: number, ended: boolean): string {
  const behind = waiting === 1 ? '1 token waiting' : `${countText(waiting)} tokens waiting`;
  return ended ? `Paused; the run has ended, ${behind}` : `Paused, ${behind}`;
}

export function factsOfRun(run: Run): RunFacts {
  return {
    tokens: run.outputTokens,
    estimated: run.usageSource === 'estimated',
    maxTokens: null,
    tokensPerSecond: rate(run.outputTokens, run.ttftMs, run.latencyMs),
    ttftMs: run.ttftMs,
    latencyMs: run.latencyMs,
    costNanoUsd: run.costNanoUsd
  };
}

function rate(tokens: number | null, ttftMs: number | null, untilMs: number | null): number | null {
  if (tokens === null || ttftMs === null || untilMs === null) return null;
  const ms = untilMs - ttftMs;
  return ms < 100 || tokens < 2 ? null : (tokens * 1000) / ms;
}

const whole = once(
  () => new Intl.NumberFormat(undefined, { maximumFractionDigits: 0, numberingSystem: 'latn' })
);
const seconds = once(
  () => new Intl.NumberFormat(undefined, { minimumFractionDigits: 2, maximumFractionDigits: 2 })
);

export function countText(count: number): string {
  // Without a mark between thousands it needs no `Intl`, which takes a phone 100 ms to make.
  return count < 1000 ? String(Math.round(count)) : whole().format(count);
}

/** 310 → “0.31 s”. */
export function secondsText(ms: number): string {
  return `${seconds().format(ms / 1000)} s`;
}

export function costText(nanoUsd: number): string {
  return dollarText(nanoUsd);
}

export const finishTexts: Record<FinishReason, string> = {
  stop: 'Complete',
  length: 'Reached the maximum length',
  tool: 'Asked for a tool',
  filter: 'Stopped by the content filter',
  refusal: 'Declined by the model',
  pause: 'Paused by the model',
  context: 'Reached the end of the context',
  error: 'Ended with an error',
  cancelled: 'Stopped by you'
};

export function finishText(reason: string | null): string | null {
  return reason === null ? null : (finishTexts[reason as FinishReason] ?? reason);
}

export const statusTexts: Record<Run['status'], string> = {
  queued: 'Queued',
  streaming: 'Running',
  done: 'Complete',
  stopped: 'Stopped',
  failed: 'Failed',
  interrupted: 'Interrupted'
};
