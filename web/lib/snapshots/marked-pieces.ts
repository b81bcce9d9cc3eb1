import type { MarkedText } from '#shared/prompt-fields';

/** A stretch of a text; `model` where a model wrote it. */
export interface MarkedPiece {
  text: string;
  model: boolean;
}

/** A text cut where its author changes. Marks may overlap, be out of order or reach beyond the text. */
export function markedPieces({ content, spans }: MarkedText): MarkedPiece[] {
  const pieces: MarkedPiece[] = [];
  let at = 0;
  for (const { from, to } of [...spans].sort((a, b) => a.from - b.from)) {
    const start = Math.max(from, at);
    const end = Math.min(to, content.length);
    if (end <= start) continue;
    if (start > at) pieces.push({ text: content.slice(at, start), model: false });
    const last = pieces.at(-1);
    if (last?.model) last.text += content.slice(start, end);
    else pieces.push({ text: content.slice(start, end), model: true });
    at = end;
  }
  if (at < content.length) pieces.push({ text: content.slice(at), model: false });
  return pieces;
}
