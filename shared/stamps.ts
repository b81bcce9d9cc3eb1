/** Who wrote the value that stands at a path, and when in the field's own order. */
export interface Stamp {
  mid: string;
  /** Effective time in milliseconds: clocks only break ties, what was seen always comes first. */
  eff: number;
  /** Of a merged text: what stood when `mid` was merged into it. */
  over?: string;
}

/** The stamp an author puts on a change of a value he saw with `seenEff`. */
export function nextStamp(now: number, seenEff: number): number {
  return Math.max(now, seenEff + 1);
}

/**
 * The time the server gives a change: never after its own clock, except where the change has to come
 * after the value its author saw. A clock that is years off can therefore neither win for ever nor
 * lose to what it has seen.
 */
export function receiveStamp(ts: number, now: number, baseEff: number): number {
  const afterBase = baseEff + 1;
  return Math.max(Math.min(ts, Math.max(now, afterBase)), afterBase);
}

/** Positive if `a` comes after `b`. */
export function compareStamps(a: Stamp, b: Stamp): number {
  return a.eff - b.eff || (a.mid < b.mid ? -1 : a.mid > b.mid ? 1 : 0);
}
