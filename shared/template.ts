/**
 * The grammar of `{{variables}}`: two braces, a name, two braces; blanks around the name do not matter. A
 * backslash before the braces makes them plain text. Whatever else stands between braces is plain text too.
 */
export interface Placeholder {
  name: string;
  /** Where it stands, in UTF-16 code units, with its braces. */
  from: number;
  to: number;
}

/** A letter or `_` first; then letters, digits, `_`, `-` and `.`; 64 at most. */
const name = String.raw`[\p{L}_][\p{L}\p{N}_.-]{0,63}`;
const grammar = new RegExp(String.raw`\\\{\{|\{\{[ \t]*(${name})[ \t]*\}\}`, 'gu');
const wholeName = new RegExp(`^${name}$`, 'u');

/** Whether `{{name}}` would be read as a variable. */
export function isVariableName(text: string): boolean {
  return wholeName.test(text);
}

/** Every variable of the text, in order, as often as it stands there. */
export function placeholdersIn(text: string): Placeholder[] {
  const found: Placeholder[] = [];
  for (const match of text.matchAll(grammar)) {
    const [whole, variable] = match;
    if (variable !== undefined)
      found.push({ name: variable, from: match.index, to: match.index + whole.length });
  }
  return found;
}

/** The names of the variables of these texts, each once, in the order they are met. */
export function variableNames(texts: Iterable<string>): string[] {
  const names = new Set<string>();
  for (const text of texts) for (const { name } of placeholdersIn(text)) names.add(name);
  return [...names];
}

/**
 * The text with its variables filled, in one pass: what a value brings is never read as a variable. A
 * variable that `values` does not hold stays as it stands; `\{{` becomes `{{`.
 */
export function fillTemplate(text: string, values: ReadonlyMap<string, string>): string {
  return text.replace(grammar, (whole, variable: string | undefined) =>
    variable === undefined ? '{{' : (values.get(variable) ?? whole)
  );
}
