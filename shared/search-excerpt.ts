import type { SearchQuery, Term } from '#shared/search-query';
import { placedWords, type PlacedWord } from '#shared/search-words';

/** A stretch of a text, and what of it was found: `[from, to)` in UTF-16 units of `text`. */
export interface Excerpt {
  text: string;
  ranges: [from: number, to: number][];
}

/** Beyond this a text is not looked through for the best stretch: the beginning has to do. */
const mostRead = 200_000;

/** The stretch of a text with most of what was asked for, about `length` long, in one line. */
export function excerptOf(text: string, query: SearchQuery, length = 160): Excerpt {
  const found = foundIn(text, query.terms);
  const { from, to } = window(text, found, length);
  const before = from > 0 ? '…' : '';
  const after = to < text.length ? '…' : '';
  // Line by line of the same length, so that the places stay.
  const stretch = text.slice(from, to).replaceAll(/\s/g, ' ');
  return {
    text: before + stretch + after,
    ranges: found.flatMap((range) =>
      range.from >= from && range.to <= to
        ? [[range.from - from + before.length, range.to - from + before.length] as [number, number]]
        : []
    )
  };
}

type Range = Pick<PlacedWord, 'from' | 'to'>;

/** Where the terms stand, in order, without overlaps. Of a word that goes on, all of it. */
function foundIn(text: string, terms: readonly Term[]): Range[] {
  if (terms.length === 0) return [];
  const words = placedWords(text.slice(0, mostRead));
  const ranges: Range[] = [];
  for (let at = 0; at < words.length; at++) {
    const longest = terms.reduce((most, term) => Math.max(most, lengthAt(words, at, term)), 0);
    const first = words[at];
    const last = words[at + longest - 1];
    if (longest === 0 || !first || !last || first.from < (ranges.at(-1)?.to ?? 0)) continue;
    ranges.push({ from: first.from, to: last.to });
    at += longest - 1;
  }
  return ranges;
}

function lengthAt(words: PlacedWord[], at: number, { words: asked, isOpen }: Term): number {
  const last = asked.length - 1;
  const isHere = asked.every((word, index) => {
    const here = words[at + index]?.word;
    return here === word || (index === last && isOpen && here?.startsWith(word));
  });
  return isHere ? asked.length : 0;
}

function window(text: string, found: Range[], length: number): Range {
  if (text.length <= length) return { from: 0, to: text.length };
  let best = found[0]?.from ?? 0;
  let most = 0;
  for (let first = 0, end = 0; first < found.length; first++) {
    const start = found[first]?.from ?? 0;
    while (end < found.length && (found[end]?.to ?? 0) <= start + length * 0.8) end++;
    if (end - first > most) [most, best] = [end - first, start];
  }
  const lead = best < length * 0.6 ? best : Math.floor(length * 0.2);
  let from = whole(text, Math.max(0, Math.min(best - lead, text.length - length)));
  if (from > 0) {
    // A word that is cut is left out, if it is not one of those that were found.
    const space = text.slice(from, best).search(/\s/);
    if (space >= 0) from += space + 1;
  }
  const end = Math.min(text.length, from + length);
  if (end === text.length) return { from, to: end };
  const cut = found.find((range) => range.from < end && range.to > end);
  return { from, to: whole(text, cut ? Math.min(cut.to, end + 64) : end) };
}

/** Not between the halves of a character. */
function whole(text: string, at: number): number {
  return /[\udc00-\udfff]/.test(text.charAt(at)) ? at + 1 : at;
}
