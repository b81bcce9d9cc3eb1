import type { Writer } from '../db/writer.ts';
import type { Idempotency } from './idempotency.ts';
import type { LiveRuns } from './live-runs.ts';

/**
 * Stops what was started under an Idempotency-Key by someone who never learnt its run's id. A request with
 * that key which is still on its way, or is sent again, begins nothing from here on.
 * @returns the run's id; `null` if none had begun
 */
export function createStopByKey(deps: { writer: Writer; keys: Idempotency; live: LiveRuns }) {
  const { writer, keys, live } = deps;
  return async (scope: string, key: string, seen: number | null): Promise<string | null> => {
    const runId = await writer.transact(() => keys.runOrNone(scope, key));
    if (runId !== null) live.get(scope, runId)?.cancel(seen);
    return runId;
  };
}
