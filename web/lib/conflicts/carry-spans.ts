import type { MarkedText, Span } from '#shared/prompt-fields';
import { sharedStretches } from '#shared/word-diff';

/**
 * Who wrote what in a text merged by hand: words taken over from a source keep the mark they have
 * there, words in no source were typed. Where several sources have a word, the first one says.
 */
export function carrySpans(content: string, sources: MarkedText[]): Span[] {
  const spans: Span[] = [];
  let open: [from: number, to: number][] = [[0, content.length]];
  for (const source of sources) {
    const stretches = sharedStretches(source.content, content);
    for (const { fromA, fromB, length } of stretches) {
      for (const { from, to, runId } of source.spans) {
        const start = Math.max(from, fromA) - fromA + fromB;
        const end = Math.min(to, fromA + length) - fromA + fromB;
        for (const [least, most] of open)
          if (Math.max(start, least) < Math.min(end, most))
            spans.push({ from: Math.max(start, least), to: Math.min(end, most), runId });
      }
    }
    for (const { fromB, length } of stretches) open = without(open, fromB, fromB + length);
  }
  return tidy(spans);
}

function without(ranges: [number, number][], from: number, to: number): [number, number][] {
  return ranges.flatMap(([start, end]): [number, number][] =>
    end <= from || start >= to
      ? [[start, end]]
      : [[start, Math.min(end, from)] as [number, number], [Math.max(start, to), end] as const]
          .filter(([a, b]) => a < b)
          .map(([a, b]) => [a, b])
  );
}

function tidy(spans: Span[]): Span[] {
  const sorted = [...spans].sort((a, b) => a.from - b.from);
  const found: Span[] = [];
  for (const span of sorted) {
    const last = found.at(-1);
    if (last && last.to === span.from && last.runId === span.runId) last.to = span.to;
    else found.push({ ...span });
  }
  return found;
}
