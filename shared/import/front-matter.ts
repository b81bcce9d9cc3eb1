/** A file with YAML between `---` at its beginning, as Prompty and dotprompt have it; `null` without. */
export function splitFrontMatter(text: string): { yaml: string; body: string } | null {
  const found = /^\s*---[ \t]*\r?\n([\s\S]*?)\r?\n---[ \t]*(?:\r?\n|$)([\s\S]*)$/.exec(text);
  return found?.[1] === undefined ? null : { yaml: found[1], body: found[2] ?? '' };
}
