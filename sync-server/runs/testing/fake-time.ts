import type { Timers } from '../timers.ts';

/** Time that passes only when a test says so, in order, with all that follows from each moment done. */
export interface FakeTime {
  timers: Timers;
  monotonic: () => number;
  now: () => number;
  advance(ms: number): Promise<void>;
  /** The machine sleeps, or its clock is set: the time of day moves, and nothing else. */
  jump(ms: number): void;
  /** Lets promises and commits settle without time passing. */
  settle(): Promise<void>;
}

const epoch = Date.UTC(2026, 0, 1);

export function createFakeTime(): FakeTime {
  let at = 0;
  let jumped = 0;
  let pending: { due: number; wake: () => void }[] = [];

  async function settle() {
    for (let turn = 0; turn < 6; turn++) await new Promise((resolve) => setImmediate(resolve));
  }

  return {
    timers: {
      after(ms, wake) {
        const one = { due: at + ms, wake };
        pending.push(one);
        return () => void (pending = pending.filter((other) => other !== one));
      }
    },
    monotonic: () => at,
    now: () => epoch + at + jumped,
    jump: (ms) => void (jumped += ms),
    settle,
    async advance(ms) {
      const until = at + ms;
      await settle();
      for (;;) {
        const next = pending.filter((one) => one.due <= until).sort((a, b) => a.due - b.due)[0];
        if (!next) break;
        pending = pending.filter((one) => one !== next);
        at = Math.max(at, next.due);
        next.wake();
        await settle();
      }
      at = until;
    }
  };
}
