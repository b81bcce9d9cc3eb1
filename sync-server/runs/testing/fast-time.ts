import type { Timers } from '../timers.ts';

/**
 * Time that runs ahead of ours for tests with real sockets. It counts ticks rather than reading a clock: a
 * machine that is too busy to tick makes it slow, never late, so that no deadline passes for that reason.
 */
export interface FastTime {
  timers: Timers;
  monotonic: () => number;
  now: () => number;
  stop(): void;
}

const tickMs = 5;

/** @param haste how many of its milliseconds pass in one of ours, at best. */
export function createFastTime(haste: number): FastTime {
  let at = 0;
  let pending: { due: number; wake: () => void }[] = [];

  const ticking = setInterval(() => {
    at += tickMs * haste;
    const due = pending.filter((one) => one.due <= at).sort((a, b) => a.due - b.due);
    pending = pending.filter((one) => one.due > at);
    for (const { wake } of due) wake();
  }, tickMs);

  return {
    timers: {
      after(ms, wake) {
        const one = { due: at + ms, wake };
        pending.push(one);
        return () => void (pending = pending.filter((other) => other !== one));
      }
    },
    monotonic: () => at,
    now: () => Date.UTC(2026, 0, 1) + at,
    stop: () => clearInterval(ticking)
  };
}
