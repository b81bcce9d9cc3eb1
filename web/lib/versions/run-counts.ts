import type { Database } from '$lib/data/db';
import { runsOfPrompt } from '$lib/data/run-history';

/** How many of the latest runs are counted; nobody needs the exact number of more. */
const mostCounted = 1000;

export interface RunCounts {
  of: Map<string, number>;
  /** There are older runs that were not counted. */
  more: boolean;
}

/** How often each version of a prompt was run. */
export async function runCounts(db: Database, promptId: string): Promise<RunCounts> {
  const runs = await runsOfPrompt(db, promptId, mostCounted);
  const of = new Map<string, number>();
  for (const { versionId, deletedAt } of runs)
    if (versionId !== null && deletedAt === null) of.set(versionId, (of.get(versionId) ?? 0) + 1);
  return { of, more: runs.length === mostCounted };
}

/** “3 runs”; nothing for none. */
export function runsText({ of, more }: RunCounts, versionId: string): string | null {
  const count = of.get(versionId) ?? 0;
  if (count === 0) return null;
  return count === 1 && !more ? '1 run' : `${count}${more ? '+' : ''} runs`;
}
