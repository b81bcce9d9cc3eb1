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

/** Texts that differ in more places than this are shown as replaced, rather than held up for. */
const mostEdits = 1500;

/** Words, runs of white space, variables and single signs: what a person sees as one change. */
export function wordsOf(text: string): string[] {
  return text.match(/\{\{[^{}\n]*\}\}|[\p{L}\p{N}_]+|\s+|./gsu) ?? [];
}

/** The stretches `a` and `b` share, word by word, in order. */
export function sharedStretches(a: string, b: string): Shared[] {
  const as = wordsOf(a);
  const bs = wordsOf(b);
  let head = 0;
  while (head < as.length && head < bs.length && as[head] === bs[head]) head++;
  let tail = 0;
  while (
    tail < as.length - head &&
    tail < bs.length - head &&
    as[as.length - 1 - tail] === bs[bs.length - 1 - tail]
  )
    tail++;
  const middle = shortest(as.slice(head, as.length - tail), bs.slice(head, bs.length - tail));
  const pairs: [number, number][] = [
    ...Array.from({ length: head }, (_, at): [number, number] => [at, at]),
    ...middle.map(([x, y]): [number, number] => [x + head, y + head]),
    ...Array.from({ length: tail }, (_, at): [number, number] => [
      as.length - tail + at,
      bs.length - tail + at
    ])
  ];
  return joined(pairs, as, bs);
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

/** Myers' greedy algorithm: pairs of equal words on a shortest way from one list to the other. */
function shortest(as: string[], bs: string[]): [number, number][] {
  const most = Math.min(as.length + bs.length, mostEdits);
  const trail: Int32Array[] = [];
  const reach = new Int32Array(2 * most + 3);
  for (let edits = 0; edits <= most; edits++) {
    trail.push(reach.slice(most - edits, most + edits + 3));
    for (let k = -edits; k <= edits; k += 2) {
      const down = reach[most + 1 + k + 1] ?? 0;
      const right = reach[most + 1 + k - 1] ?? 0;
      let x = k === -edits || (k !== edits && right < down) ? down : right + 1;
      while (x < as.length && x - k < bs.length && as[x] === bs[x - k]) x++;
      reach[most + 1 + k] = x;
      if (x >= as.length && x - k >= bs.length) return walkBack(trail, as.length, bs.length);
    }
  }
  return [];
}

/** `trail[d]` holds, for the diagonals -d-1 … d+1, how far the step before `d` had come. */
function walkBack(trail: Int32Array[], toX: number, toY: number): [number, number][] {
  const pairs: [number, number][] = [];
  let x = toX;
  let y = toY;
  for (let edits = trail.length - 1; edits >= 0; edits--) {
    const at = (k: number) => trail[edits]?.[k + edits + 1] ?? 0;
    const k = x - y;
    const before = k === -edits || (k !== edits && at(k - 1) < at(k + 1)) ? k + 1 : k - 1;
    const fromX = edits === 0 ? 0 : at(before);
    const fromY = edits === 0 ? 0 : fromX - before;
    while (x > fromX && y > fromY) pairs.push([--x, --y]);
    x = fromX;
    y = fromY;
  }
  return pairs.reverse();
}

/** Neighbouring pairs as one stretch, measured in code units. */
function joined(pairs: [number, number][], as: string[], bs: string[]): Shared[] {
  const startsA = starts(as);
  const startsB = starts(bs);
  const found: Shared[] = [];
  for (const [x, y] of pairs) {
    const fromA = startsA[x] ?? 0;
    const fromB = startsB[y] ?? 0;
    const length = as[x]?.length ?? 0;
    const last = found.at(-1);
    if (last && last.fromA + last.length === fromA && last.fromB + last.length === fromB)
      last.length += length;
    else found.push({ fromA, fromB, length });
  }
  return found;
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
