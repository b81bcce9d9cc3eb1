/** `length` entries from `a` of one list on equal those from `b` of the other. */
export interface Run {
  a: number;
  b: number;
  length: number;
}

/** Lists that differ in more entries than this share only what they begin and end with. */
const mostEdits = 1000;

/**
 * What two lists have in common, in order: a longest such selection, by Myers' greedy algorithm. Time is
 * bounded by the lists' length and the square of `mostEdits`.
 */
export function commonRuns(as: readonly string[], bs: readonly string[]): Run[] {
  const least = Math.min(as.length, bs.length);
  let head = 0;
  while (head < least && as[head] === bs[head]) head++;
  let tail = 0;
  while (tail < least - head && as[as.length - 1 - tail] === bs[bs.length - 1 - tail]) tail++;
  const middle = shortest(as.slice(head, as.length - tail), bs.slice(head, bs.length - tail)).map(
    ({ a, b, length }) => ({ a: a + head, b: b + head, length })
  );
  return joined([
    { a: 0, b: 0, length: head },
    ...middle,
    { a: as.length - tail, b: bs.length - tail, length: tail }
  ]);
}

function shortest(as: string[], bs: string[]): Run[] {
  const most = Math.min(as.length + bs.length, mostEdits);
  const trail: Int32Array[] = [];
  const reach = new Int32Array(2 * most + 3);
  for (let edits = 0; edits <= most; edits++) {
    trail.push(reach.slice(most - edits, most + edits + 3));
    for (let k = -edits; k <= edits; k += 2) {
      const down = reach[most + 1 + k + 1] ?? 0;
      const right = reach[most + 1 + k - 1] ?? 0;
      let x = k === -edits || (k !== edits && right < down) ? down : right + 1;
      while (x < as.length && x - k < bs.length && as[x] === bs[x - k]) x++;
      reach[most + 1 + k] = x;
      if (x >= as.length && x - k >= bs.length) return walkBack(trail, as.length, bs.length);
    }
  }
  return [];
}

/** `trail[d]` holds, for the diagonals -d-1 … d+1, how far the step before `d` had come. */
function walkBack(trail: Int32Array[], toX: number, toY: number): Run[] {
  const runs: Run[] = [];
  let x = toX;
  let y = toY;
  for (let edits = trail.length - 1; edits >= 0; edits--) {
    const at = (k: number) => trail[edits]?.[k + edits + 1] ?? 0;
    const k = x - y;
    const before = k === -edits || (k !== edits && at(k - 1) < at(k + 1)) ? k + 1 : k - 1;
    const fromX = edits === 0 ? 0 : at(before);
    const fromY = edits === 0 ? 0 : fromX - before;
    const length = Math.min(x - fromX, y - fromY);
    if (length > 0) runs.push({ a: x - length, b: y - length, length });
    x = fromX;
    y = fromY;
  }
  return runs.reverse();
}

function joined(runs: Run[]): Run[] {
  const found: Run[] = [];
  for (const run of runs) {
    const last = found.at(-1);
    if (run.length === 0) continue;
    if (last && last.a + last.length === run.a && last.b + last.length === run.b)
      last.length += run.length;
    else found.push({ ...run });
  }
  return found;
}
