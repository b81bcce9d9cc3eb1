const shown: Record<string, string> = { '\n': '\\n', '\t': '\\t', '\r': '\\r', '\\': '\\\\' };
const meant: Record<string, string> = { n: '\n', t: '\t', r: '\r', '\\': '\\' };

/** Makes line breaks and tabs visible: a line break is shown as `\n`. */
export function showEscapes(text: string): string {
  return text.replace(/[\n\t\r\\]/g, (character) => shown[character] ?? character);
}

/** Reads what a person typed: `\n`, `\t`, `\r` and `\\` mean what they say; other backslashes stay. */
export function readEscapes(typed: string): string {
  return typed.replace(/\\([ntr\\])/g, (_, letter: string) => meant[letter] ?? letter);
}
