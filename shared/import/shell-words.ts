/**
 * The words of a command as a POSIX shell would hand them on, quotes gone and variables as they stand.
 * Ends at `;`, `|` or `&`.
 */
export function shellWords(command: string): string[] {
  const words: string[] = [];
  let word: string | null = null;
  const token =
    /\$'((?:[^'\\]|\\[\s\S])*)'|'([^']*)'|"((?:[^"\\]|\\[\s\S])*)"|\\\r?\n|\\([\s\S])|(\s+)|([;|&])|([^\s'"\\;|&]+|[$'"\\])/gy;
  for (const [, ansi, single, double, escaped, space, end, plain] of command.matchAll(token)) {
    if (end !== undefined) break;
    if (space !== undefined) {
      if (word !== null) words.push(word);
      word = null;
      continue;
    }
    const piece =
      single ?? double?.replace(/\\([$`"\\\n])/g, '$1') ?? escaped ?? plain ?? ansiText(ansi);
    if (piece !== null) word = (word ?? '') + piece;
  }
  return word === null ? words : [...words, word];
}

function ansiText(text: string | undefined): string | null {
  if (text === undefined) return null;
  const letters: Record<string, string> = { n: '\n', t: '\t', r: '\r' };
  return text.replace(/\\(u[\da-fA-F]{4}|x[\da-fA-F]{1,2}|[\s\S])/g, (_, code: string) =>
    code.length > 1 ? String.fromCharCode(parseInt(code.slice(1), 16)) : (letters[code] ?? code)
  );
}
