import type { MarkedText, Span } from '#shared/prompt-fields';

/** One replaced range: `[fromA, toA)` of the old text became `[fromB, toB)` of the new one. */
export interface Replacement {
  fromA: number;
  toA: number;
  fromB: number;
  toB: number;
}

/** A person's text with what a run wrote after it. */
export function textWith(
  text: string,
  output: { runId: string; text: string } | null = null
): MarkedText {
  const from = text.length;
  return {
    content: text + (output?.text ?? ''),
    spans: output ? [{ from, to: from + output.text.length, runId: output.runId }] : []
  };
}

/** Sorted, without empty or overlapping ranges, neighbours of one run joined. */
export function tidySpans(spans: readonly Span[], length = Infinity): Span[] {
  const tidy: Span[] = [];
  const sorted = [...spans].sort((a, b) => a.from - b.from || a.to - b.to);
  for (const span of sorted) {
    const last = tidy.at(-1);
    const from = Math.max(span.from, last?.to ?? 0);
    const to = Math.min(span.to, length);
    if (from >= to) continue;
    if (last && last.to === from && last.runId === span.runId) last.to = to;
    else tidy.push({ from, to, runId: span.runId });
  }
  return tidy;
}

/**
 * Where the model's ranges are after an edit. What was put in is the person's, also in the middle of
 * a range, which then becomes two. `replacements` are sorted and do not overlap.
 */
export function mapSpans(spans: readonly Span[], replacements: readonly Replacement[]): Span[] {
  if (replacements.length === 0) return [...spans];
  const mapped: Span[] = [];
  for (const span of spans) {
    let from = span.from;
    let shift = 0;
    for (const { fromA, toA, toB } of replacements) {
      if (fromA >= span.to) break;
      if (toA > from || fromA > from) {
        if (fromA > from) mapped.push({ from: from + shift, to: fromA + shift, runId: span.runId });
        from = Math.max(from, toA);
      }
      shift = toB - toA;
    }
    if (from < span.to) mapped.push({ from: from + shift, to: span.to + shift, runId: span.runId });
  }
  return tidySpans(mapped);
}

/** The ranges that one run wrote. */
export function spansOfRun(spans: readonly Span[], runId: string | null): Span[] {
  return spans.filter((span) => span.runId === runId);
}

/** The latest completion of a text; run ids are in order of time. `undefined` where there is none. */
export function lastRunIn(spans: readonly Span[]): string | null | undefined {
  let last: string | null | undefined;
  for (const { runId } of spans) {
    if (last === undefined || last === null || (runId !== null && runId > last)) last = runId;
  }
  return last;
}
