import { commonRuns } from '#shared/common-runs';
import { sharedStretches, type Shared } from '#shared/word-diff';

/** Texts up to this length are compared word by word at once, in UTF-16 units. */
const shortLength = 2000;

/**
 * The stretches two outputs share: first whole lines, then words in what differs between them, so that long
 * texts are told apart as finely as short ones. Bounded for each stretch as `sharedStretches` is. Blanks
 * between two changes count as changed: one change is read, not one for each word of it.
 */
export function sharedOfOutputs(a: string, b: string): Shared[] {
  if (a === b) return a === '' ? [] : [{ fromA: 0, fromB: 0, length: a.length }];
  const found = Math.min(a.length, b.length) <= shortLength ? sharedStretches(a, b) : byLines(a, b);
  return joined(found).filter(
    ({ fromA, length }) => length > 3 || a.slice(fromA, fromA + length).trim() !== ''
  );
}

function byLines(a: string, b: string): Shared[] {
  const as = linesOf(a);
  const bs = linesOf(b);
  const startsA = starts(as);
  const startsB = starts(bs);
  const found: Shared[] = [];
  let doneA = 0;
  let doneB = 0;
  const within = (toA: number, toB: number) => {
    if (toA > doneA && toB > doneB)
      for (const { fromA, fromB, length } of sharedStretches(
        a.slice(doneA, toA),
        b.slice(doneB, toB)
      ))
        found.push({ fromA: fromA + doneA, fromB: fromB + doneB, length });
  };
  for (const run of commonRuns(as, bs)) {
    const fromA = startsA[run.a] ?? 0;
    const fromB = startsB[run.b] ?? 0;
    const length = (startsA[run.a + run.length] ?? a.length) - fromA;
    within(fromA, fromB);
    found.push({ fromA, fromB, length });
    doneA = fromA + length;
    doneB = fromB + length;
  }
  within(a.length, b.length);
  return found;
}

function linesOf(text: string): string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

function starts(parts: string[]): number[] {
  let at = 0;
  return parts.map((part) => (at += part.length) - part.length);
}

function joined(stretches: Shared[]): Shared[] {
  const found: Shared[] = [];
  for (const one of stretches) {
    const last = found.at(-1);
    if (last && last.fromA + last.length === one.fromA && last.fromB + last.length === one.fromB)
      last.length += one.length;
    else found.push({ ...one });
  }
  return found;
}
