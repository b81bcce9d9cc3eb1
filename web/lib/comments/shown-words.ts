import { commonRuns } from '#shared/common-runs';

/** A stretch of a text, in UTF-16 code units. */
export interface Stretch {
  from: number;
  to: number;
}

/** Without the signs of Markdown, of which `_` is one: they stand in the source and not on the screen. */
const wordsIn = (text: string) =>
  [...text.matchAll(/[\p{L}\p{N}]+/gu)].map((found) => ({ word: found[0], at: found.index }));

/**
 * Where the words of a stretch stand in another form of the same text: what is shown and what it is written
 * as differ in signs, and in words that are not shown. `null` where most of them do not stand there.
 */
export function sameWords(text: string, other: string, { from, to }: Stretch): Stretch | null {
  const words = wordsIn(text);
  const others = wordsIn(other);
  const places = new Map<number, number>();
  const runs = commonRuns(
    words.map(({ word }) => word),
    others.map(({ word }) => word)
  );
  for (const { a, b, length } of runs)
    for (let step = 0; step < length; step += 1) places.set(a + step, others[b + step]?.at ?? 0);
  const meant = words.flatMap(({ word, at }, index) =>
    at < to && at + word.length > from
      ? [{ at, end: at + word.length, place: places.get(index) }]
      : []
  );
  const found = meant.flatMap(({ place, ...one }) =>
    place === undefined ? [] : [{ place, ...one }]
  );
  const [first, last] = [found[0], found.at(-1)];
  if (!first || !last || found.length * 2 < meant.length) return null;
  const begin = Math.max(from, first.at);
  const end = Math.min(to, last.end);
  const there = { from: first.place + begin - first.at, to: last.place + end - last.at };
  // The full stop that was selected with its sentence.
  for (let at = end; at < to && text[at] === other[there.to] && /\S/.test(text[at] ?? ''); at += 1)
    there.to += 1;
  return there;
}
