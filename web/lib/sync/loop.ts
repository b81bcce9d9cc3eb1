import { AppError } from '#shared/errors';
import type { Engine } from './engine';
import type { After } from './ports';

/*
 *   wake() ──────────────┐                 ┌───────── wake() while running: once more
 *                        ▼                 │
 *   ┌──────┐  60 s   ┌─────────┐  ok   ┌───┴──┐
 *   │ idle │────────▶│ running │──────▶│ idle │
 *   └──────┘         └─────────┘       └──────┘
 *                      ▲     │ failed
 *      backoff over,   │     ▼
 *      or online ──────┤  ┌─────────┐   an edit does not shorten the wait, so that a server
 *                      └──│ waiting │   in trouble is left alone; `online` and focus do
 *                         └─────────┘
 */

/** Decides when rounds run. */
export interface Loop {
  /** Something may be new here or there. `now`: also if the last round failed. */
  wake(urgency?: 'soon' | 'now'): void;
  /** Runs a round that begins after this call. Rejects with what stopped it. */
  flush(): Promise<void>;
  stop(): void;
}

interface Deps {
  engine: Engine;
  after: After;
  /** From 0 up to 1. */
  random: () => number;
  /** A round begins, ends well, or fails. */
  onChange(change: 'begin' | 'done' | { failed: unknown }): void;
}

const pollMs = 60_000;
const firstRetryMs = 250;
const slowestRetryMs = 2000;
/** After this many failures in a row the server is away for longer: ask less often. */
const patientAfter = 30;
const patientRetryMs = 15_000;

export function createLoop({ engine, after, random, onChange }: Deps): Loop {
  let running: Promise<void> | null = null;
  let again = false;
  let failures = 0;
  let stopped = false;
  let cancelTimer = () => {};

  function run(): Promise<void> {
    cancelTimer();
    again = false;
    onChange('begin');
    running = engine.round().then(succeed, fail);
    return running;
  }

  function succeed() {
    running = null;
    failures = 0;
    onChange('done');
    if (again) begin();
    else schedule(pollMs);
  }

  function fail(reason: unknown) {
    running = null;
    failures += 1;
    onChange({ failed: reason });
    schedule(retryAfter(reason));
    throw reason;
  }

  function retryAfter(reason: unknown): number {
    const asked = reason instanceof AppError ? (reason.retryAfterMs ?? 0) : 0;
    const ceiling = failures > patientAfter ? patientRetryMs : slowestRetryMs;
    const backoff = Math.min(ceiling, firstRetryMs * 2 ** (failures - 1));
    return Math.max(asked, backoff * (0.5 + random() / 2));
  }

  function schedule(ms: number) {
    cancelTimer();
    if (!stopped) cancelTimer = after(ms, begin);
  }

  /** For rounds nobody waits for: their failure was told through `onChange`. */
  function begin() {
    if (!stopped) run().catch(() => undefined);
  }

  return {
    wake(urgency = 'soon') {
      if (stopped) return;
      if (running) again = true;
      else if (urgency === 'now') {
        failures = 0;
        begin();
      } else if (failures === 0) begin();
    },
    async flush() {
      // A round that is under way may have taken its batch before the latest edit.
      if (running) await running.catch(() => undefined);
      await (running ?? run());
    },
    stop() {
      stopped = true;
      cancelTimer();
    }
  };
}
