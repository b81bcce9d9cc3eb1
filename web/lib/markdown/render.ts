import { Parser, Renderer } from 'marked';
import type { Token, Tokens } from 'marked';
import { escapeHtml } from '#shared/escape-html';
import { languageOf } from './blocks';
import type { MathToken } from './math-tokens';

/** TeX to MathML; throws what it cannot read. */
export type Typeset = (tex: string, display: boolean) => string;

export interface Rendered {
  /** Not to be shown before it went through `sanitise`. */
  html: string;
  /** It has formulas that were not set, for want of the code to do so. */
  wantsMath: boolean;
  /** The code that stands inside a list or a quotation, in the order of its `<pre>`s. */
  codes: { code: string; language: string }[];
}

/** The host of an address a picture would be fetched from; `null` where it is none. */
export function hostOf(address: string): string | null {
  try {
    const { protocol, host } = new URL(address);
    return protocol === 'https:' || protocol === 'http:' ? host : null;
  } catch {
    return null;
  }
}

/** One block as HTML. Raw HTML in it is text, and a picture is a link that says where it would come from. */
export function renderToken(token: Token, typeset: Typeset | null): Rendered {
  let wantsMath = false;
  const codes: Rendered['codes'] = [];
  const renderer = new Renderer();
  renderer.html = ({ text }: Tokens.HTML | Tokens.Tag) => escapeHtml(text);
  renderer.image = ({ href, text }: Tokens.Image) => {
    const host = hostOf(href);
    const words = text === '' ? 'Image' : `Image “${text}”`;
    if (host === null) return `<em>${escapeHtml(words)}, not shown</em>`;
    return `<a href="${escapeHtml(href)}">${escapeHtml(`${words} from ${host}`)}</a>`;
  };
  renderer.checkbox = ({ checked }: Tokens.Checkbox) => (checked ? '☑ ' : '☐ ');
  renderer.code = ({ text, lang }: Tokens.Code) => {
    codes.push({ code: text, language: languageOf(lang) });
    return `<pre><code>${escapeHtml(text)}</code></pre>`;
  };
  const set = (one: MathToken) => {
    if (typeset) {
      try {
        return typeset(one.text, one.display);
      } catch {
        return `<code>${escapeHtml(one.raw.trim())}</code>`;
      }
    }
    wantsMath = true;
    return `<code>${escapeHtml(one.text)}</code>`;
  };
  const parser = new Parser({
    renderer,
    extensions: {
      renderers: {
        mathInline: (one: Tokens.Generic) => set(one as MathToken),
        mathBlock: (one: Tokens.Generic) => `<p>${set(one as MathToken)}</p>`
      },
      childTokens: {}
    }
  });
  return { html: parser.parse([token]), wantsMath, codes };
}
