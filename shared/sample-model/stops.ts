import type { TokenLogprob } from '#shared/collections';

/**
 * Holds back tokens that may be the beginning of a stop sequence, which can span tokens and begin
 * inside one. What stands before the stop is let through, the stop itself never.
 */
export function createStopWatch(stops: readonly string[]) {
  let held: TokenLogprob[] = [];
  const text = () => held.map((token) => token.token).join('');

  return {
    /** Takes the next token; `free` may be shown, and `stopped` says that a stop was met. */
    push(token: TokenLogprob): { free: TokenLogprob[]; stopped: boolean } {
      held.push(token);
      const tail = text();
      const met = stops.map((stop) => tail.indexOf(stop)).filter((at) => at >= 0);
      if (met.length > 0) return { free: take(Math.min(...met), true), stopped: true };
      return { free: take(tail.length - beginningLength(tail, stops), false), stopped: false };
    },
    /** What is left when no stop can come any more. */
    flush(): TokenLogprob[] {
      return held.splice(0);
    }
  };

  /** Removes the first `length` characters; a token across the border is cut only if told to. */
  function take(length: number, cut: boolean): TokenLogprob[] {
    const free: TokenLogprob[] = [];
    let room = length;
    while (held[0] && held[0].token.length <= room) {
      room -= held[0].token.length;
      free.push(...held.splice(0, 1));
    }
    if (cut && room > 0 && held[0]) free.push({ ...held[0], token: held[0].token.slice(0, room) });
    if (cut) held = [];
    return free;
  }
}

/** Length of the longest end of `tail` with which a stop sequence begins. */
function beginningLength(tail: string, stops: readonly string[]): number {
  let longest = 0;
  for (const stop of stops)
    for (let length = Math.min(stop.length - 1, tail.length); length > longest; length--)
      if (tail.endsWith(stop.slice(0, length))) longest = length;
  return longest;
}
