import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { build } from 'esbuild';

interface Done {
  seed: number;
  wrong: string[];
}

const bundle = './.svelte-kit/soak/simulate-worker.mjs';

/**
 * `npm run soak -- sync <seeds> [first]`: that many worlds of the real code, on all cores. A failing seed
 * is printed with the command that runs it again; put it into web/lib/testing/simulation/seeds.ts and
 * every test run tries it from then on.
 */
export async function soak([seeds = '50000', first = '1']: string[]): Promise<void> {
  // The app's sources are bundled, for Node alone does not know `$lib`.
  await build({
    entryPoints: ['soak/simulate-worker.ts'],
    outfile: bundle,
    bundle: true,
    format: 'esm',
    platform: 'node',
    packages: 'external',
    alias: { $lib: './web/lib' },
    define: { 'process.env.NODE_ENV': '"production"' },
    logLevel: 'error'
  });
  const from = Number(first);
  const until = from + Number(seeds);
  const by = Math.min(availableParallelism(), Number(seeds));
  const failed: number[] = [];
  const began = performance.now();
  const cpuBefore = process.cpuUsage();
  let count = 0;
  let told = began;

  function onDone({ seed, wrong }: Done) {
    count += 1;
    if (wrong.length > 0) {
      failed.push(seed);
      console.log(`seed ${seed}: ${wrong.join('\n')}\n  again: npm run soak -- sync 1 ${seed}`);
    }
    if (performance.now() - told < 10_000) return;
    told = performance.now();
    console.log(`${count} of ${seeds}, ${failed.length} failed, ${rate()} per second`);
  }

  const rate = () => ((count / (performance.now() - began)) * 1000).toFixed(1);

  await Promise.all(
    Array.from({ length: by }, (_, index) => run({ from: from + index, until, by }, onDone))
  );
  const cpu = process.cpuUsage(cpuBefore);
  const cpuMs = ((cpu.user + cpu.system) / 1000 / count).toFixed(0);
  console.log(
    `${count} seeds from ${first}, ${failed.length} failed, ${rate()} per second, ${cpuMs} ms of CPU each`
  );
  if (failed.length > 0) throw new Error(`Seeds ${failed.slice(0, 20).join(', ')} failed.`);
}

function run(workerData: object, onDone: (done: Done) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(bundle, {
      workerData,
      // Worlds are made and thrown away: with room for young objects few of them are ever moved.
      resourceLimits: { maxYoungGenerationSizeMb: 128 }
    });
    worker.on('message', onDone);
    worker.on('error', reject);
    worker.on('exit', (code) => (code === 0 ? resolve() : reject(new Error(`exit ${code}`))));
  });
}
