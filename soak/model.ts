import { availableParallelism } from 'node:os';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { runModel } from '../shared/testing/protocol-model/model.ts';

/** Seeds a worker is given at a time: some seconds of work. */
const stretch = 10_000;
const progressMs = 30_000;

interface Found {
  seed: number;
  wrong: string[];
}

/** `npm run soak -- model <seeds> [first]`: the protocol's model, each seed plain and wide, on every core. */
export async function soak([count = '1000000', from = '1']: string[]): Promise<void> {
  const first = Number(from);
  const end = first + Number(count);
  const failed: number[] = [];
  const started = performance.now();
  let next = first;
  let done = 0;
  const perSecond = () => Math.round((done / (performance.now() - started)) * 1000);
  const progress = setInterval(
    () => console.log(`${done} of ${count} seeds, ${failed.length} failed, ${perSecond()}/s`),
    progressMs
  );

  const work = () =>
    new Promise<void>((resolve, reject) => {
      const worker = new Worker(new URL(import.meta.url), { workerData: 'model' });
      let size = 0;
      const give = () => {
        size = Math.min(stretch, end - next);
        if (size > 0) worker.postMessage({ first: next, size });
        else worker.terminate().then(() => resolve(), reject);
        next += size;
      };
      worker.on('error', reject);
      worker.on('message', (found: Found[]) => {
        done += size;
        for (const { seed, wrong } of found) {
          failed.push(seed);
          console.log(`seed ${seed}: ${wrong.join('\n')}`);
        }
        give();
      });
      give();
    });
  try {
    await Promise.all(Array.from({ length: availableParallelism() }, work));
  } finally {
    clearInterval(progress);
  }

  failed.sort((a, b) => a - b);
  const which = failed.length === 0 ? '' : `: ${failed.slice(0, 20).join(', ')}`;
  console.log(
    `model: ${done} seeds from ${first}, ${perSecond()} per second, ${failed.length} failed${which}`
  );
  if (failed.length > 0) throw new Error('The model failed.');
}

if (!isMainThread && workerData === 'model')
  parentPort?.on('message', ({ first, size }: { first: number; size: number }) => {
    const found: Found[] = [];
    for (let seed = first; seed < first + size; seed++) {
      const wrong = [...runModel(seed), ...runModel(seed, undefined, true)];
      if (wrong.length > 0) found.push({ seed, wrong });
    }
    parentPort?.postMessage(found);
  });
