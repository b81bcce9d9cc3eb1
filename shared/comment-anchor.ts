/** Where in a text a comment stands: the words it is about, with what stood around them. */
export interface Anchor {
  /** The words themselves, never empty. */
  quote: string;
  /** What stood before and after them. */
  prefix: string;
  suffix: string;
  /** Where they began, in UTF-16 code units. */
  start: number;
}

/** `exact`: the words stand as they were; `changed`: what stands between their neighbours now. */
export interface Place {
  from: number;
  to: number;
  how: 'exact' | 'changed';
}

export const mostQuoted = 2000;
const around = 32;
/** Of words that changed, so much of what stood beside them has to be there still. */
const leastContext = 8;
const mostOccurrences = 1000;

/** @returns `null` of an empty range; of a long one its beginning is quoted */
export function anchorAt(text: string, from: number, to: number): Anchor | null {
  const start = Math.max(0, Math.min(from, to));
  const quote = text.slice(start, Math.min(Math.max(from, to), start + mostQuoted));
  if (quote === '') return null;
  const end = start + quote.length;
  return {
    quote,
    start,
    prefix: text.slice(Math.max(0, start - around), start),
    suffix: text.slice(end, end + around)
  };
}

/**
 * Finds the words again in a text that was edited: where they stand with most of what was around them, of equal
 * ones the nearest; else what stands now between the same neighbours. `null`: they are gone.
 */
export function placeOfAnchor(text: string, anchor: Anchor): Place | null {
  return exactPlace(text, anchor) ?? changedPlace(text, anchor);
}

function exactPlace(text: string, { quote, prefix, suffix, start }: Anchor): Place | null {
  if (quote === '') return null;
  let best: { from: number; score: number; far: number } | null = null;
  const end = quote.length;
  const look = (from: number) => {
    const score =
      commonEnd(text.slice(Math.max(0, from - around), from), prefix) +
      commonStart(text.slice(from + end, from + end + around), suffix);
    const far = Math.abs(from - start);
    if (!best || score > best.score || (score === best.score && far < best.far))
      best = { from, score, far };
  };
  // First where they stood: in a text full of them not every one is looked at.
  if (text.startsWith(quote, start)) look(start);
  let count = 0;
  for (let at = text.indexOf(quote); at >= 0 && count < mostOccurrences; count += 1) {
    look(at);
    at = text.indexOf(quote, at + 1);
  }
  const found = best as { from: number } | null;
  return found && { from: found.from, to: found.from + end, how: 'exact' };
}

/**
 * The neighbours on both sides, as near to each other as the words were long, or little more. One of them may
 * be the text's beginning or its end.
 */
function changedPlace(text: string, { quote, prefix, suffix, start }: Anchor): Place | null {
  const before = prefix.slice(-around);
  const after = suffix.slice(0, around);
  const isEnough = ({ length }: string) => length === 0 || length >= leastContext;
  if (!isEnough(before) || !isEnough(after) || before + after === '') return null;
  const most = quote.length * 2 + around;
  let best: Place | null = null;
  let far = Infinity;
  for (const from of before === '' ? [0] : endsOf(before, text)) {
    const to = after === '' ? text.length : text.indexOf(after, from);
    if (to > from && to - from <= most && Math.abs(from - start) < far) {
      best = { from, to, how: 'changed' };
      far = Math.abs(from - start);
    }
  }
  return best;
}

/** Where these words end in a text, each time they stand there. */
function* endsOf(words: string, text: string): Generator<number> {
  let count = 0;
  for (let at = text.indexOf(words); at >= 0 && count < mostOccurrences; count += 1) {
    yield at + words.length;
    at = text.indexOf(words, at + 1);
  }
}

function commonEnd(a: string, b: string): number {
  let length = 0;
  while (length < a.length && length < b.length && a.at(-1 - length) === b.at(-1 - length))
    length += 1;
  return length;
}

function commonStart(a: string, b: string): number {
  let length = 0;
  while (length < a.length && length < b.length && a[length] === b[length]) length += 1;
  return length;
}
