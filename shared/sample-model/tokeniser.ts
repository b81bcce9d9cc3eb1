/**
 * Word pieces with the space before them, as many models cut text: `"the cat."` → `the`, ` cat`, `.`.
 * Every character belongs to exactly one token, so joining them gives the text back.
 * Long words and long runs of signs are cut, so that no token is longer than 16 letters.
 */
const pieces =
  / ?\p{L}[\p{L}\p{M}]{0,15}(?:['’]\p{L}{1,4})?| ?\p{N}{1,3}| ?[^\s\p{L}\p{N}]{1,4}|\n+|[^\S\n]+?(?= ?\S)|[^\S\n]+/gu;

export function tokenise(text: string): string[] {
  return text.match(pieces) ?? [];
}

export function detokenise(tokens: readonly string[]): string {
  return tokens.join('');
}

/**
 * What a token is to the tokens after it: the word however it was spaced and capitalised. Line ends
 * are one or several; `null` is blank space, which says nothing.
 */
export function wordOf(token: string): string | null {
  if (token.includes('\n')) return token.length > 1 ? '\n\n' : '\n';
  const word = token.trim().toLowerCase();
  return word === '' ? null : word;
}

/** A token as it has to be written after `before`: never two spaces, never two words run together. */
export function fit(token: string, before: string): string {
  if (before === '' || /\s$/u.test(before)) return token.startsWith(' ') ? token.slice(1) : token;
  if (/[\p{L}\p{N}]$/u.test(before) && /^[\p{L}\p{N}]/u.test(token)) return ` ${token}`;
  return token;
}
