import type { TokenLogprob } from '#shared/collections';
import type { Span } from '#shared/prompt-fields';

/** One token of a completion where it stands in the text now. */
export interface PlacedToken {
  from: number;
  to: number;
  /** Probability from 0 to 1. */
  chance: number;
  token: TokenLogprob;
}

/**
 * Finds a run's tokens in what is left of its text. Typed characters split a run's range and move
 * the rest, so tokens are walked along the ranges and dropped where the text is no longer theirs.
 */
export function placeTokens(
  tokens: readonly TokenLogprob[],
  spans: readonly Span[],
  read: (from: number, to: number) => string
): PlacedToken[] {
  const placed: PlacedToken[] = [];
  let index = 0;
  for (const span of spans) {
    const text = read(span.from, span.to);
    let at = 0;
    while (at < text.length && index < tokens.length) {
      const found = findToken(tokens, index, text, at);
      if (found === null) break;
      const token = tokens[found];
      if (!token) break;
      const to = at + token.token.length;
      placed.push({
        from: span.from + at,
        to: span.from + to,
        chance: Math.exp(token.logprob),
        token
      });
      at = to;
      index = found + 1;
    }
  }
  return placed;
}

/** How many tokens may be missing (deleted by the person) before a place counts as lost. */
const reach = 400;

function findToken(
  tokens: readonly TokenLogprob[],
  from: number,
  text: string,
  at: number
): number | null {
  for (let index = from; index < tokens.length && index < from + reach; index += 1) {
    const word = tokens[index]?.token ?? '';
    if (word === '' || !text.startsWith(word, at)) continue;
    // A single match may be chance; the next token has to fit too, unless the range ends.
    const next = tokens[index + 1]?.token ?? '';
    const end = at + word.length;
    if (index === from || end >= text.length || text.startsWith(next, end)) return index;
  }
  return null;
}

/** 0 for what was nearly certain to 4 for what was unlikely: five steps of colour. */
export function surprise(chance: number): 0 | 1 | 2 | 3 | 4 {
  if (chance >= 0.9) return 0;
  if (chance >= 0.6) return 1;
  if (chance >= 0.3) return 2;
  if (chance >= 0.1) return 3;
  return 4;
}

/** White space as one sees it: “␣the”, “↵”. */
export function visibleToken(token: string): string {
  return token.replace(/ /g, '␣').replace(/\n/g, '↵').replace(/\t/g, '⇥') || '∅';
}

export function percentText(chance: number): string {
  return new Intl.NumberFormat(undefined, {
    style: 'percent',
    maximumFractionDigits: chance < 0.1 ? 2 : 1
  }).format(chance);
}
