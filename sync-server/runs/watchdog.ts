import type { Timers } from './timers.ts';

/** One deadline that may be moved as often as bytes arrive: moving it writes a number, nothing more. */
export interface Watch {
  /** From now on `ms` may pass; `onLate` is called once if they do. */
  set(ms: number, onLate: () => void): void;
  /** Starts the same span again. */
  touch(): void;
  clear(): void;
}

export interface Watchdog {
  watch(): Watch;
}

const tickMs = 250;

/** One timer for the deadlines of all runs and subscribers; it sleeps while there are none. */
export function createWatchdog(timers: Timers, monotonic: () => number): Watchdog {
  interface Armed {
    span: number;
    deadline: number;
    onLate: () => void;
  }
  const armed = new Set<Armed>();
  let ticking = false;

  function tick() {
    ticking = false;
    const now = monotonic();
    try {
      for (const one of armed) {
        if (one.deadline > now) continue;
        armed.delete(one);
        one.onLate();
      }
    } finally {
      keepTicking(); // one that fails must not take the deadlines of all others with it
    }
  }

  function keepTicking() {
    if (ticking || armed.size === 0) return;
    ticking = true;
    timers.after(tickMs, tick);
  }

  return {
    watch() {
      const own: Armed = { span: 0, deadline: 0, onLate: () => undefined };
      return {
        set(ms, onLate) {
          own.span = ms;
          own.onLate = onLate;
          own.deadline = monotonic() + ms;
          armed.add(own);
          keepTicking();
        },
        touch() {
          own.deadline = monotonic() + own.span;
        },
        clear() {
          armed.delete(own);
        }
      };
    }
  };
}
