import { parentPort, workerData } from 'node:worker_threads';
import { simulate } from '../web/lib/testing/simulation/world.ts';

/** Every `by`-th seed from `from`, until `until`; tells of each when it is done. */
const { from, until, by } = workerData as { from: number; until: number; by: number };

// The storage's stand-in makes an error for every key it does not find.
Error.stackTraceLimit = 0;

/** The storage's stand-in holds nothing open, so a history that waits for ever ends the process by itself. */
let current = from;
process.on('exit', (code) => {
  if (code !== 0) parentPort?.postMessage({ seed: current, wrong: ['came to no end'] });
});

for (let seed = from; seed < until; seed += by) {
  current = seed;
  const wrong = await simulate(seed).catch((error: unknown) => [String(error)]);
  parentPort?.postMessage({ seed, wrong });
}
