/** One line of `npm run bench`: ours against a baseline measured in the same run. */
export interface Row {
  what: string;
  ours: string;
  baseline: string;
  /** ours / baseline, or what it is when there is no baseline. */
  ratio: string;
  goal: string;
}

export function print(rows: Row[]) {
  const head: Row = {
    what: 'what',
    ours: 'ours',
    baseline: 'baseline',
    ratio: 'ratio',
    goal: 'goal'
  };
  const names = Object.keys(head) as (keyof Row)[];
  const width = (name: keyof Row) => Math.max(...[head, ...rows].map((row) => row[name].length));
  for (const row of [head, ...rows])
    console.log(names.map((name) => row[name].padEnd(width(name))).join('   '));
}

/** The p-quantile of some numbers, 0 ≤ p ≤ 1. */
export function quantile(values: number[], p: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * p))] ?? 0;
}
