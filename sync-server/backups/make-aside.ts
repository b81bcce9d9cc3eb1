import { Worker } from 'node:worker_threads';
import type { MadeAside } from './schedule.ts';

/** Beside this file in the sources, beside main.js in the bundle. */
const script = new URL(
  import.meta.url.endsWith('.ts') ? './backup-worker.ts' : './backup-worker.js',
  import.meta.url
);

/** Makes an automatic backup in a thread of its own. */
export function makeAside(dataFolder: string, at: number): Promise<MadeAside> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(script, { workerData: { dataFolder, at } });
    worker.once('message', resolve);
    worker.once('error', reject);
    worker.once('exit', (code) => reject(new Error(`The backup ended with ${code}.`)));
    worker.unref();
  });
}
