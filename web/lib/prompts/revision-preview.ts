const before = 30;
const length = 120;

/** The stretch of a text where it begins to differ from its neighbour in the list: the beginnings are often alike. */
export function previewOf(text: string, neighbour: string | undefined): string {
  let at = 0;
  if (neighbour !== undefined)
    while (at < text.length && text.charCodeAt(at) === neighbour.charCodeAt(at)) at++;
  let from = Math.max(0, Math.min(at, text.length) - before);
  // Begins with a whole word, and never inside a surrogate pair.
  while (from > 0 && from < at && !/\s/.test(text.charAt(from - 1))) from++;
  const shown = text
    .slice(from, from + length)
    .replaceAll(/\s+/g, ' ')
    .trim();
  if (shown === '') return text.trim() === '' ? 'Empty' : text.trim().slice(0, length);
  return from > 0 ? `…${shown}` : shown;
}
