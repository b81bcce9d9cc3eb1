import type { Range } from './word-marks';

export interface TextPiece {
  text: string;
  marked: boolean;
  /** It lies in the change one looks at. */
  current: boolean;
}

/** A text cut at its marks. Marks are in order and do not touch. */
export function piecesOf(
  text: string,
  marks: readonly Range[],
  current: Range | null
): TextPiece[] {
  const pieces: TextPiece[] = [];
  let at = 0;
  for (const { from, to } of marks) {
    if (from > at) pieces.push({ text: text.slice(at, from), marked: false, current: false });
    const isCurrent = current !== null && from >= current.from && to <= current.to;
    pieces.push({ text: text.slice(from, to), marked: true, current: isCurrent });
    at = to;
  }
  if (at < text.length) pieces.push({ text: text.slice(at), marked: false, current: false });
  return pieces;
}
