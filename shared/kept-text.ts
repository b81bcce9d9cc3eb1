import type { TokenLogprob } from '#shared/collections';

/**
 * How much of a text is kept when a person stopped after seeing `seen` UTF-16 units of it. Never ends
 * inside a surrogate pair: half a character cannot be stored.
 */
export function keptLength(text: string, seen: number | null): number {
  if (seen === null || seen >= text.length) return text.length;
  const last = text.charCodeAt(seen - 1);
  const splitsPair = last >= 0xd800 && last <= 0xdbff;
  return Math.max(0, splitsPair ? seen - 1 : seen);
}

/** The logprobs whose tokens lie wholly in the first `length` units of the text. */
export function cutLogprobs(
  logprobs: TokenLogprob[] | null,
  length: number
): TokenLogprob[] | null {
  if (!logprobs) return null;
  let at = 0;
  const beyond = logprobs.findIndex((one) => (at += one.token.length) > length);
  return beyond < 0 ? logprobs : logprobs.slice(0, beyond);
}
