interface Range {
  from: number;
  to: number;
}

/** Ranges of a text after it was replaced: what stands before and after the change keeps them. */
export function carrySpans<One extends Range>(
  before: string,
  after: string,
  spans: readonly One[]
): One[] {
  const most = Math.min(before.length, after.length);
  let head = 0;
  while (head < most && before[head] === after[head]) head += 1;
  let tail = 0;
  while (tail < most - head && before.at(-1 - tail) === after.at(-1 - tail)) tail += 1;
  const end = before.length - tail;
  const grown = after.length - before.length;
  return spans.flatMap((span) => [
    ...(span.from < head ? [{ ...span, to: Math.min(span.to, head) }] : []),
    ...(span.to > end
      ? [{ ...span, from: Math.max(span.from, end) + grown, to: span.to + grown }]
      : [])
  ]);
}
