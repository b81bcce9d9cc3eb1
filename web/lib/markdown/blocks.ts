import { Marked } from 'marked';
import type { Token, Tokens } from 'marked';
import { mathExtensions } from './math-tokens';

/** A piece of a text that is rendered by itself, and made anew only when its source changes. */
export type Block = { raw: string } & (
  { kind: 'code'; code: string; language: string } | { kind: 'markup'; token: Token }
);

/** Blocks of a text so far; the last one may still grow. */
export interface Blocks {
  /** What was read. */
  text: string;
  items: readonly Block[];
  /** Where the block begins from which on a longer text has to be read again. */
  openAt: number;
}

export const noBlocks: Blocks = { text: '', items: [], openAt: 0 };

const reader = new Marked({ gfm: true, breaks: false });
reader.use({ extensions: mathExtensions });

/**
 * Reads a text as Markdown. A text that only grew is read again from its last block on, so that what it costs
 * does not grow with what stands before.
 */
export function readBlocks(text: string, before: Blocks = noBlocks): Blocks {
  const clean = text.replace(/\r\n?/g, '\n');
  const grows = before.text !== '' && clean.startsWith(before.text);
  const from = grows ? before.openAt : 0;
  let at = 0;
  let kept = 0;
  if (grows)
    for (; kept < before.items.length && at < from; kept += 1)
      at += before.items[kept]?.raw.length ?? 0;
  const items = grows ? before.items.slice(0, kept) : [];
  let openAt = from;
  at = from;
  for (const token of reader.lexer(clean.slice(from))) {
    // A gap belongs to what comes before it: the next line may still continue that.
    if (token.type !== 'space') openAt = at;
    at += token.raw.length;
    items.push(blockOf(token));
  }
  return { text: clean, items, openAt };
}

/** What a fence says of its code; no more of it than a name. */
export const languageOf = (lang: string | undefined): string =>
  /^[\w+#.-]{1,30}/.exec(lang ?? '')?.[0] ?? '';

function blockOf(token: Token): Block {
  if (token.type !== 'code') return { raw: token.raw, kind: 'markup', token };
  const { raw, text, lang } = token as Tokens.Code;
  return { raw, kind: 'code', code: text, language: languageOf(lang) };
}

/** `[name]: address`, which a link anywhere in the text may mean. */
const definition = /^ {0,3}\[[^\]]+\]:/m;

/**
 * Reads a text as a whole, with what may have been cut wrongly while it grew. Blocks that came out the same
 * stay the ones that stand there already, so that nothing is made anew for them.
 */
function readWhole(text: string, before: Blocks): Blocks {
  const whole = readBlocks(text);
  if (definition.test(text)) return whole;
  return { ...whole, items: whole.items.map((block, at) => sameOf(block, before.items[at])) };
}

function sameOf(block: Block, before: Block | undefined): Block {
  if (before?.raw !== block.raw || before.kind !== block.kind) return block;
  const isSame =
    block.kind === 'code' || before.kind === 'code' || block.token.type === before.token.type;
  return isSame ? before : block;
}

/** Reads one text that grows, remembering how far it came. */
export function createBlockReader() {
  let before = noBlocks;
  return (text: string, live: boolean): Blocks => {
    before = live ? readBlocks(text, before) : readWhole(text, before);
    return before;
  };
}
