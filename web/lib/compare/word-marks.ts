import { sharedOfOutputs } from '#shared/output-diff';
import type { Shared } from '#shared/word-diff';

/** A stretch `[from, to)` of a text, in UTF-16 code units. */
export interface Range {
  from: number;
  to: number;
}

/** One text beside the first one. */
export interface Beside {
  shared: Shared[];
  /** What stands only here. */
  marks: Range[];
}

export interface Change {
  /** Where it is in the first text. */
  base: Range;
  /** Where it is in each of the texts, the first included; `null` where nothing differs there. */
  at: (Range | null)[];
}

export interface Marked {
  /** Of the first text: what stands in no other. */
  marks: Range[];
  others: Beside[];
  /** Every difference, from the top down. */
  changes: Change[];
}

/** What differs between the first of these texts and each of the others. */
export function markTexts([first = '', ...others]: readonly string[]): Marked {
  const beside = others.map((text): Beside => {
    const shared = sharedOfOutputs(first, text);
    return {
      shared,
      marks: gaps(
        shared.map(({ fromB, length }) => [fromB, length]),
        text.length
      )
    };
  });
  const missing = beside.map(({ shared }) =>
    gaps(
      shared.map(({ fromA, length }) => [fromA, length]),
      first.length
    )
  );
  return {
    marks: missing.length === 0 ? [] : missing.reduce(common),
    others: beside,
    changes: changesOf(first, others, beside)
  };
}

function gaps(kept: [from: number, length: number][], end: number): Range[] {
  const found: Range[] = [];
  let at = 0;
  for (const [from, length] of kept) {
    if (from > at) found.push({ from: at, to: from });
    at = from + length;
  }
  if (end > at) found.push({ from: at, to: end });
  return found;
}

/** What lies in both. */
function common(one: Range[], two: Range[]): Range[] {
  const found: Range[] = [];
  let at = 0;
  for (const { from, to } of one) {
    while ((two[at]?.to ?? Infinity) <= from) at++;
    for (let next = at; (two[next]?.from ?? Infinity) < to; next++) {
      const other = two[next];
      if (other) found.push({ from: Math.max(from, other.from), to: Math.min(to, other.to) });
    }
  }
  return found;
}

/** Places where a text leaves the first one; those that touch in the first text are one change. */
function changesOf(first: string, others: string[], beside: Beside[]): Change[] {
  const found: { base: Range; column: number; own: Range }[] = [];
  for (const [nth, { shared }] of beside.entries()) {
    let atA = 0;
    let atB = 0;
    const end = { fromA: first.length, fromB: others[nth]?.length ?? 0, length: 0 };
    for (const { fromA, fromB, length } of [...shared, end]) {
      if (fromA > atA || fromB > atB)
        found.push({
          base: { from: atA, to: fromA },
          column: nth + 1,
          own: { from: atB, to: fromB }
        });
      atA = fromA + length;
      atB = fromB + length;
    }
  }
  found.sort((a, b) => a.base.from - b.base.from || a.base.to - b.base.to);
  const changes: Change[] = [];
  for (const { base, column, own } of found) {
    const last = changes.at(-1);
    const touches = last && (base.from < last.base.to || base.from === last.base.from);
    const change = touches
      ? last
      : { base: { ...base }, at: Array.from({ length: others.length + 1 }, () => null) };
    if (!touches) changes.push(change);
    change.base.to = Math.max(change.base.to, base.to);
    change.at[0] = change.base;
    const known = change.at[column];
    change.at[column] = known ? { from: known.from, to: own.to } : own;
  }
  return changes;
}

/** Where a place of one text is in another one, by what both share with the first. */
export function placeIn(marked: Marked, from: number, to: number, offset: number): number {
  const base = from === 0 ? offset : along(marked.others[from - 1]?.shared ?? [], offset, 'BA');
  return to === 0 ? base : along(marked.others[to - 1]?.shared ?? [], base, 'AB');
}

function along(shared: readonly Shared[], offset: number, way: 'AB' | 'BA'): number {
  const start = (one: Shared) => (way === 'AB' ? one.fromA : one.fromB);
  let low = 0;
  let high = shared.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const one = shared[middle];
    if (one && start(one) <= offset) low = middle + 1;
    else high = middle;
  }
  const one = shared[low - 1];
  const next = shared[low];
  const goal = (each: Shared) => (way === 'AB' ? each.fromB : each.fromA);
  if (!one) return next ? Math.min(offset, goal(next)) : offset;
  const into = offset - start(one);
  // Past what is shared: as far into the change, but not beyond it.
  const most = next ? goal(next) - goal(one) : Infinity;
  return goal(one) + Math.min(into, Math.max(most, 0));
}
