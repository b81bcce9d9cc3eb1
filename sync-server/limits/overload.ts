import { AppError } from '#shared/errors';

export interface LoadSample {
  rssBytes: number;
  /** 99th percentile of how late the event loop was since the last sample, in milliseconds. */
  delayMs: number;
  /** Milliseconds of a clock that never jumps. */
  at: number;
}

const mostDelayMs = 100;
const patienceMs = 5_000;
const rssShare = 0.7;
/** With fewer live runs than this it is not our own work that holds the machine up. */
const fewRuns = 16;
const againMs = 5_000;

/** Says when the process has more to do than it can: admission is refused before live runs suffer. */
export function createLoadRule(limitBytes: number) {
  let lateSince: number | null = null;
  let late = false;
  let large = false;
  return {
    take({ rssBytes, delayMs, at }: LoadSample) {
      large = rssBytes > limitBytes * rssShare;
      if (delayMs <= mostDelayMs) lateSince = null;
      else lateSince ??= at;
      late = lateSince !== null && at - lateSince >= patienceMs;
    },
    refusal(live: number): AppError | null {
      if (live < fewRuns || !(large || late)) return null;
      return new AppError('SERVER_BUSY', { retryAfterMs: againMs });
    }
  };
}
