import { compareWords, type Piece } from '#shared/word-diff';

export interface ThreeViews {
  now: Piece[];
  other: Piece[];
  base: Piece[] | null;
}

/**
 * Both texts with the words marked that are new since the text they were made from, and that text
 * with the words marked that one of them changed. Without it, the two are marked against each other.
 */
export function threeViews(now: string, other: string, base: string | null): ThreeViews {
  if (base === null) {
    const { a, b } = compareWords(now, other);
    return { now: a, other: b, base: null };
  }
  const byNow = compareWords(base, now);
  const byOther = compareWords(base, other);
  return { now: byNow.b, other: byOther.b, base: either(byNow.a, byOther.a) };
}

/** Two cuts of one text as one: changed where either says so. */
function either(one: Piece[], two: Piece[]): Piece[] {
  const pieces: Piece[] = [];
  const a = [...one];
  const b = [...two];
  for (let x = a.shift(), y = b.shift(); x && y;) {
    const length = Math.min(x.text.length, y.text.length);
    const text = x.text.slice(0, length);
    const changed = x.changed || y.changed;
    const last = pieces.at(-1);
    if (last && last.changed === changed) last.text += text;
    else pieces.push({ text, changed });
    x = x.text.length > length ? { ...x, text: x.text.slice(length) } : a.shift();
    y = y.text.length > length ? { ...y, text: y.text.slice(length) } : b.shift();
  }
  return pieces;
}
