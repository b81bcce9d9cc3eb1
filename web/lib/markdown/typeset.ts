import katex from 'katex';
import type { Typeset } from './render';

/** MathML alone: browsers set it themselves, without a style sheet or fonts. Nothing in it may link or load. */
export const typeset: Typeset = (tex, display) =>
  katex.renderToString(tex, {
    displayMode: display,
    output: 'mathml',
    throwOnError: true,
    trust: false,
    strict: 'ignore',
    maxSize: 20,
    maxExpand: 200
  });
