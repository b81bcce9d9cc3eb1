import { placeholdersIn } from '#shared/template';

/** A stretch of a text; `variable` is the name where the stretch is a placeholder. */
export interface TextPiece {
  text: string;
  variable: string | null;
}

/** A text in pieces, its placeholders apart. */
export function textPieces(text: string): TextPiece[] {
  const pieces: TextPiece[] = [];
  let at = 0;
  for (const { name, from, to } of placeholdersIn(text)) {
    if (from > at) pieces.push({ text: text.slice(at, from), variable: null });
    pieces.push({ text: text.slice(from, to), variable: name });
    at = to;
  }
  if (at < text.length) pieces.push({ text: text.slice(at), variable: null });
  return pieces;
}
