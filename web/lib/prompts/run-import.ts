import * as z from 'zod/mini';
import type { Bundle } from '#shared/bundle/bundle-lines';
import type { Run, RunOutput } from '#shared/collections';
import { AppError } from '#shared/errors';
import type { Api } from '$lib/api/client';
import { packsOf } from '$lib/data/run-history';
import type { Store } from '$lib/data/store';

export interface RunPlan {
  /** Not here yet, with the text where the file has it. */
  fresh: { run: Run; output: RunOutput | null }[];
  /** Ids of runs that are in the trash here. */
  trashed: string[];
  known: number;
}

export interface RunsImported {
  imported: number;
  /** Why not all of them were; what was taken stays, and importing again goes on from there. */
  problem: AppError | null;
}

/** A request carries about this many characters, and at most so many runs. */
const requestLength = 1_000_000;
const requestRuns = 200;

const answer = z.lazy(() => z.object({ imported: z.number(), known: z.number() }));

/** What of a bundle's runs the server shall take; nothing is sent. */
export async function planRuns(
  db: Store['db'],
  { runs, outputs }: Pick<Bundle, 'runs' | 'outputs'>,
  rename: (run: Run) => Run
): Promise<RunPlan> {
  const plan: RunPlan = { fresh: [], trashed: [], known: 0 };
  const bodies = new Map(outputs.map((output) => [output.runId, output]));
  const packed = new Set((await packsOf(db)).flatMap(({ head }) => head.ids));
  const renamed = runs.map(rename);
  const rows = await db.runs.bulkGet(renamed.map(({ id }) => id));
  renamed.forEach((run, index) => {
    const row = rows[index];
    const body = bodies.get(runs[index]?.id ?? '');
    if (row && row.deletedAt !== null) plan.trashed.push(run.id);
    else if (row || packed.has(run.id)) plan.known += 1;
    else plan.fresh.push({ run, output: body ? { ...body, runId: run.id } : null });
  });
  return plan;
}

/** Brings runs back from the trash, and gives new ones to the server, from which they come by sync. */
export async function importRuns(
  store: Store,
  api: Pick<Api, 'post'>,
  { fresh, trashed }: RunPlan,
  onprogress: (share: number) => void,
  signal?: AbortSignal
): Promise<RunsImported> {
  let imported = trashed.length;
  if (trashed.length > 0)
    await store.group(async (tx) => {
      for (const id of trashed) await tx.edit('runs', id, { deletedAt: null });
    });
  try {
    for (let at = 0; at < fresh.length;) {
      const items = nextItems(fresh, at);
      const taken = await api.post('/v1/runs/import', { items }, answer, signal ? { signal } : {});
      at += items.length;
      imported += taken.imported;
      onprogress(at / fresh.length);
    }
  } catch (error) {
    if (error instanceof AppError) return { imported, problem: error };
    if (!signal?.aborted) throw error;
  }
  return { imported, problem: null };
}

function nextItems(fresh: RunPlan['fresh'], from: number): RunPlan['fresh'] {
  const items: RunPlan['fresh'] = [];
  let length = 0;
  for (const item of fresh.slice(from, from + requestRuns)) {
    length += JSON.stringify(item).length;
    // One that is larger than a request should be goes alone.
    if (items.length > 0 && length > requestLength) break;
    items.push(item);
  }
  return items;
}
