import { parentPort, workerData } from 'node:worker_threads';
import { simulate } from '../web/lib/testing/simulation/world.ts';

/** Every `by`-th seed from `from`, until `until`; tells of each when it is done. */
const { from, until, by } = workerData as { from: number; until: number; by: number };

// The storage's stand-in makes an error for every key it does not find.
Error.stackTraceLimit = 0;

for (let seed = from; seed < until; seed += by) {
  const wrong = await simulate(seed).catch((error: unknown) => [String(error)]);
  parentPort?.postMessage({ seed, wrong });
}
