import { commonRuns } from '#shared/common-runs';

/** A stretch of one text: `changed` where the other text has something else. */
export interface Piece {
  text: string;
  changed: boolean;
}

/** A stretch both texts have, in UTF-16 code units. */
export interface Shared {
  fromA: number;
  fromB: number;
  length: number;
}

/** Words, runs of white space, variables and single signs: what a person sees as one change. */
export function wordsOf(text: string): string[] {
  return text.match(/\{\{[^{}\n]*\}\}|[\p{L}\p{N}_]+|\s+|./gsu) ?? [];
}

/**
 * The stretches `a` and `b` share, word by word, in order. Bounded as `commonRuns` is: texts that differ in
 * more than a thousand words share only what they begin and end with.
 */
export function sharedStretches(a: string, b: string): Shared[] {
  const as = wordsOf(a);
  const bs = wordsOf(b);
  const startsA = starts(as);
  const startsB = starts(bs);
  return commonRuns(as, bs).map(({ a: x, b: y, length }) => {
    const fromA = startsA[x] ?? 0;
    return { fromA, fromB: startsB[y] ?? 0, length: (startsA[x + length] ?? a.length) - fromA };
  });
}

/** Both texts cut where they differ, so that each can be shown with its own words coloured. */
export function compareWords(a: string, b: string): { a: Piece[]; b: Piece[] } {
  const shared = sharedStretches(a, b);
  return {
    a: cut(
      a,
      shared.map(({ fromA, length }) => [fromA, length])
    ),
    b: cut(
      b,
      shared.map(({ fromB, length }) => [fromB, length])
    )
  };
}

function starts(words: string[]): number[] {
  let at = 0;
  return words.map((word) => (at += word.length) - word.length);
}

function cut(text: string, kept: [from: number, length: number][]): Piece[] {
  const pieces: Piece[] = [];
  let at = 0;
  for (const [from, length] of kept) {
    if (from > at) pieces.push({ text: text.slice(at, from), changed: true });
    pieces.push({ text: text.slice(from, from + length), changed: false });
    at = from + length;
  }
  if (at < text.length) pieces.push({ text: text.slice(at), changed: true });
  return pieces;
}
