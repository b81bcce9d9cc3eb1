import type { Writer } from '../db/writer.ts';
import type { LiveRuns } from './live-runs.ts';
import type { Rows } from './rows.ts';

/** Stands for the run of a key that was stopped before any request with it came: none may begin. */
export const neverBegun = '';

/**
 * Stops what was started under an Idempotency-Key by someone who never learnt its run's id. A request with
 * that key which is still on its way, or is sent again, begins nothing from here on.
 * @returns the run's id; `null` if none had begun
 */
export function createStopByKey(deps: {
  writer: Writer;
  rows: Rows;
  live: LiveRuns;
  now: () => number;
}) {
  const { writer, rows, live } = deps;
  return async (scope: string, key: string, seen: number | null): Promise<string | null> => {
    const known = await writer.transact(() => {
      const earlier = rows.runOfKey(scope, key);
      if (!earlier) rows.insertKey(scope, key, '', neverBegun, deps.now());
      return earlier?.runId ?? neverBegun;
    });
    if (known === neverBegun) return null;
    live.get(scope, known)?.cancel(seen);
    return known;
  };
}
