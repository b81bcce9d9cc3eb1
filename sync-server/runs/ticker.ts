import type { Timers } from './timers.ts';

/** One timer for everyone who has something to flush; it sleeps while nobody has. */
export interface Ticker {
  /** Calls `flush` at the next tick. Marking twice before it is marking once. */
  mark(flush: () => void): void;
  unmark(flush: () => void): void;
}

export function createTicker(everyMs: number, timers: Timers): Ticker {
  let marked = new Set<() => void>();
  let armed = false;

  function tick() {
    armed = false;
    const due = marked;
    marked = new Set();
    for (const flush of due) flush();
  }

  return {
    mark(flush) {
      marked.add(flush);
      if (armed) return;
      armed = true;
      timers.after(everyMs, tick);
    },
    unmark(flush) {
      marked.delete(flush);
    }
  };
}
