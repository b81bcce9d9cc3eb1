import type { Run, RunOutput } from '#shared/collections';
import { isErrorCode, isRetryable, sentenceOf } from '#shared/errors';
import { finishReasons } from '#shared/run-events';
import type { Usage } from '#shared/run-events';
import type { Entry } from './event-log.ts';
import { encodeEntry } from './event-log.ts';
import type { Source } from './subscriber.ts';

/** An ended run told again from what is kept: one snapshot, then its terminal event. */
export function storedSource(run: Run, output: RunOutput, seq: number): Source {
  return {
    ended: true,
    follow: () => () => undefined,
    read(after) {
      if (after !== null && after >= seq) return [];
      const terminal = terminalEntry(run, output, seq);
      return after === seq - 1 ? [terminal] : [snapshotEntry(run, output, seq - 1), terminal];
    }
  };
}

function snapshotEntry(run: Run, output: RunOutput, seq: number): Entry {
  const { text, reasoning, toolCalls, logprobs } = output;
  return encodeEntry(seq, 'snapshot', {
    text,
    reasoning,
    toolCalls,
    logprobs,
    model: run.modelAsked,
    maxTokens: null,
    ttftMs: run.ttftMs,
    usage: null,
    retrying: null,
    t: run.latencyMs ?? 0
  });
}

function terminalEntry(run: Run, output: RunOutput, seq: number): Entry {
  const { inputTokens, outputTokens, reasoningTokens, cachedTokens, usageSource } = run;
  const usage: Usage = { inputTokens, outputTokens, reasoningTokens, cachedTokens, usageSource };
  const common = {
    runId: run.id,
    ...usage,
    cost: run.costNanoUsd,
    textLength: output.text.length,
    timings: { ttftMs: run.ttftMs, latencyMs: run.latencyMs ?? 0 }
  };
  if (run.errorCode === null) {
    const finishReason = finishReasons.find((reason) => reason === run.finishReason) ?? 'stop';
    const { providerFinishReason, modelAnswered } = run;
    return encodeEntry(seq, 'done', {
      ...common,
      finishReason,
      providerFinishReason,
      modelAnswered
    });
  }
  const code = isErrorCode(run.errorCode) ? run.errorCode : 'INTERNAL';
  return encodeEntry(seq, 'error', {
    ...common,
    code,
    message: sentenceOf(code),
    detail: run.errorDetail,
    retryable: isRetryable(code)
  });
}
