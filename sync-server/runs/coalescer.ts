import type { Delta } from '../providers/adapter.ts';
import type { Ticker } from './ticker.ts';

type Text = Omit<Extract<Delta, { type: 'text' }>, 'type'>;

/**
 * Joins deltas before they become entries: the first of each channel goes through at once, and so does
 * one that comes after a pause; what follows closely waits for at most one window.
 */
export interface Coalescer {
  add(delta: Text): void;
  /** Hands on what is waiting, at once. */
  flush(): void;
}

export const windowMs = 16;

export function createCoalescer(deps: {
  hand: (text: Text) => void;
  ticker: Ticker;
  monotonic: () => number;
}): Coalescer {
  let waiting: Text | null = null;
  let lastAt = Number.NEGATIVE_INFINITY;
  const begun = new Set<string>();

  function flush() {
    if (!waiting) return;
    const text = waiting;
    waiting = null;
    deps.ticker.unmark(flush);
    lastAt = deps.monotonic();
    deps.hand(text);
  }

  return {
    add(delta) {
      if (waiting && keyOf(waiting) !== keyOf(delta)) flush();
      const key = keyOf(delta);
      const late = !begun.has(key) || deps.monotonic() - lastAt >= windowMs;
      begun.add(key);
      waiting = waiting ? join(waiting, delta) : delta;
      if (late) flush();
      else deps.ticker.mark(flush);
    },
    flush
  };
}

function keyOf(text: Text) {
  return text.call ? `${text.channel} ${text.call.id}` : text.channel;
}

function join(a: Text, b: Text): Text {
  const logprobs = a.logprobs || b.logprobs ? [...(a.logprobs ?? []), ...(b.logprobs ?? [])] : null;
  return { ...a, text: a.text + b.text, ...(logprobs ? { logprobs } : {}) };
}
