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

/** A stretch of two texts laid into one another: in both, only in the first, or only in the second. */
export interface InlinePiece {
  text: string;
  kind: 'same' | 'removed' | 'added';
}

/** Both texts as one, where what was removed stands before what came in its place. */
export function inlineWords(before: string, after: string): InlinePiece[] {
  const pieces: InlinePiece[] = [];
  const add = (text: string, kind: InlinePiece['kind']) => {
    if (text !== '') pieces.push({ text, kind });
  };
  let [atA, atB] = [0, 0];
  const end = { fromA: before.length, fromB: after.length, length: 0 };
  for (const { fromA, fromB, length } of [...sharedStretches(before, after), end]) {
    add(before.slice(atA, fromA), 'removed');
    add(after.slice(atB, fromB), 'added');
    add(before.slice(fromA, fromA + length), 'same');
    [atA, atB] = [fromA + length, fromB + length];
  }
  return pieces;
}
