import hljs from 'highlight.js/lib/common';

/** Longer code is shown plain: colours are not worth a long task. */
const mostCharacters = 40_000;

/** Coloured code as HTML, for `sanitise`; `null` where the language is not known. */
export function highlight(code: string, language: string): string | null {
  if (code.length > mostCharacters || !hljs.getLanguage(language)) return null;
  return hljs.highlight(code, { language, ignoreIllegals: true }).value;
}
