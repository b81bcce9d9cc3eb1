import type { TokenizerAndRendererExtension } from 'marked';

/** A formula in a text. */
export interface MathToken {
  type: 'mathInline' | 'mathBlock';
  raw: string;
  /** TeX. */
  text: string;
  display: boolean;
}

/**
 * `$…$` only where it can hardly be money: nothing blank inside its dollars, no digit right after, and words
 * after a number only with a sign of arithmetic among them.
 */
export function inlineMath(source: string): { raw: string; text: string } | null {
  const found = /^\$(?![\s$])((?:\\[^]|[^\\$\n])+?)(?<!\s)\$(?![\d$])/.exec(source);
  const text = found?.[1];
  if (!found || text === undefined || text.length > 500) return null;
  const isMoney = /^\d/.test(text) && /[A-Za-z]{2,}/.test(text) && !/[\\^_=+*/<>{}]/.test(text);
  return isMoney ? null : { raw: found[0], text };
}

const formula = (
  type: MathToken['type'],
  raw: string,
  text: string,
  display: boolean
): MathToken => ({
  type,
  raw,
  text: text.trim(),
  display
});

const block: TokenizerAndRendererExtension = {
  name: 'mathBlock',
  level: 'block',
  start: (source) => /(?:^|\n) {0,3}(?:\$\$|\\\[)/.exec(source)?.index,
  tokenizer(source) {
    const found =
      /^ {0,3}\$\$([^]+?)\$\$[ \t]*(?:\n|$)/.exec(source) ??
      /^ {0,3}\\\[([^]+?)\\\][ \t]*(?:\n|$)/.exec(source);
    if (!found || found[1] === undefined || /\n\s*\n/.test(found[1])) return undefined;
    return formula('mathBlock', found[0], found[1], true);
  }
};

const inline: TokenizerAndRendererExtension = {
  name: 'mathInline',
  level: 'inline',
  start: (source) => /\$|\\[([]/.exec(source)?.index,
  tokenizer(source) {
    const display = /^\$\$([^$]+?)\$\$/.exec(source) ?? /^\\\[([^]+?)\\\]/.exec(source);
    if (display?.[1] !== undefined) return formula('mathInline', display[0], display[1], true);
    const round = /^\\\(([^]+?)\\\)/.exec(source);
    if (round?.[1] !== undefined) return formula('mathInline', round[0], round[1], false);
    const dollars = inlineMath(source);
    return dollars ? formula('mathInline', dollars.raw, dollars.text, false) : undefined;
  }
};

export const mathExtensions = [block, inline];
