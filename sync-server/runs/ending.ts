import type { Run } from '#shared/collections';
import type { AppError, ErrorCode } from '#shared/errors';
import { isRetryable, sentenceOf } from '#shared/errors';
import type { FinishReason, Usage } from '#shared/run-events';
import type { DataOf } from './event-log.ts';

/** How a run ended, whatever the ending: the record and the terminal event say the same. */
export interface Ending {
  error: AppError | null;
  finishReason: FinishReason;
  providerFinishReason: string | null;
  modelAnswered: string | null;
  usage: Usage;
  cost: number | null;
  text: string;
  ttftMs: number | null;
  latencyMs: number;
  endedAt: number;
}

export const previewLength = 160;

/** The fields of the run's record that its end decides. */
export function recordOf(ending: Ending): Partial<Run> {
  const { error } = ending;
  return {
    ...ending.usage,
    status: statusOf(error),
    costNanoUsd: ending.cost,
    finishReason: ending.finishReason,
    providerFinishReason: ending.providerFinishReason,
    modelAnswered: ending.modelAnswered,
    errorCode: error && error.code !== 'CANCELLED' ? error.code : null,
    errorDetail: error?.detail ?? null,
    ttftMs: ending.ttftMs,
    latencyMs: ending.latencyMs,
    endedAt: ending.endedAt,
    preview: ending.text.slice(0, previewLength)
  };
}

function statusOf(error: AppError | null): Run['status'] {
  if (!error) return 'done';
  if (error.code === 'CANCELLED') return 'stopped';
  return calledOff.has(error.code) ? 'interrupted' : 'failed';
}

/** Neither the model's doing nor the wish of who asked. */
const calledOff = new Set<ErrorCode>(['SERVER_SHUTDOWN', 'INTERRUPTED', 'MEMBER_LEFT']);

export function doneData(runId: string, ending: Ending): DataOf<'done'> {
  return {
    runId,
    ...ending.usage,
    finishReason: ending.finishReason,
    providerFinishReason: ending.providerFinishReason,
    modelAnswered: ending.modelAnswered,
    cost: ending.cost,
    textLength: ending.text.length,
    timings: { ttftMs: ending.ttftMs, latencyMs: ending.latencyMs }
  };
}

export function errorData(runId: string, ending: Ending, error: AppError): DataOf<'error'> {
  return {
    runId,
    code: error.code,
    message: sentenceOf(error.code),
    detail: error.detail ?? null,
    retryable: isRetryable(error.code),
    ...ending.usage,
    cost: ending.cost,
    textLength: ending.text.length,
    timings: { ttftMs: ending.ttftMs, latencyMs: ending.latencyMs }
  };
}
