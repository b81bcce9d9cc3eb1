import type { MarkedText, Span } from '#shared/prompt-fields';
import { mergeText, type Stretch } from '#shared/merge-text';

/**
 * Merges two values of a `text` field made from one: plain texts, or texts that know which ranges a model
 * wrote. `null` where one of them is neither.
 */
export function mergeValue(
  base: unknown,
  ours: unknown,
  theirs: unknown,
  prefer: 'ours' | 'theirs'
): { value: unknown; clashed: boolean } | null {
  if (typeof base === 'string' && typeof ours === 'string' && typeof theirs === 'string') {
    const { text, clashed } = mergeText(base, ours, theirs, prefer);
    return { value: text, clashed };
  }
  if (!isMarked(base) || !isMarked(ours) || !isMarked(theirs)) return null;
  const { text, stretches, clashed } = mergeText(
    base.content,
    ours.content,
    theirs.content,
    prefer
  );
  return {
    value: { content: text, spans: mergeSpans(stretches, base, ours, theirs) },
    clashed
  };
}

export function isMarked(value: unknown): value is MarkedText {
  return (
    typeof value === 'object' &&
    value !== null &&
    typeof (value as Partial<MarkedText>).content === 'string' &&
    Array.isArray((value as Partial<MarkedText>).spans)
  );
}

/** Marks go where their text goes; over a text both have, a mark only one side changed is changed. */
function mergeSpans(
  stretches: Stretch[],
  base: MarkedText,
  ours: MarkedText,
  theirs: MarkedText
): Span[] {
  const spans: Span[] = [];
  let at = 0;
  for (const stretch of stretches) {
    const [from, to] = stretch.side === 'theirs' ? stretch.theirs : stretch.ours;
    const mine = within(ours.spans, stretch.ours);
    const other = within(theirs.spans, stretch.theirs);
    const before = within(base.spans, stretch.base);
    const taken =
      stretch.side === 'theirs' ||
      (stretch.side === 'both' && JSON.stringify(mine) === JSON.stringify(before))
        ? other
        : mine;
    for (const span of taken) {
      const moved = { ...span, from: span.from + at, to: span.to + at };
      const last = spans.at(-1);
      if (last && last.to === moved.from && last.runId === moved.runId) last.to = moved.to;
      else spans.push(moved);
    }
    at += to - from;
  }
  return spans;
}

/** The parts of marks inside a range, counted from its start. */
function within(spans: Span[], [from, to]: [number, number]): Span[] {
  return spans
    .filter((span) => span.from < to && span.to > from)
    .map((span) => ({
      ...span,
      from: Math.max(span.from, from) - from,
      to: Math.min(span.to, to) - from
    }));
}
