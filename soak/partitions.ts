import { spawn } from 'node:child_process';

/**
 * Ten clients edit together for so many minutes (10) over lines that break, and have 60 s of calm to meet;
 * so many runs (20), two at a time, each under a seed of its own.
 */
export async function soak([minutes = '10', runs = '20', firstSeed = '1']: string[]) {
  const seeds = Array.from({ length: Number(runs) }, (_, index) => Number(firstSeed) + index);
  const failed: number[] = [];
  async function work() {
    for (let seed = seeds.shift(); seed !== undefined; seed = seeds.shift())
      if ((await run(seed, Number(minutes) * 60_000)) !== 0) failed.push(seed);
  }
  await Promise.all([work(), work()]);
  console.log(`partitions: ${runs} runs of ${minutes} minutes, ${failed.length} failed`);
  if (failed.length > 0) throw new Error(`Seeds ${failed.join(', ')} failed: see above.`);
}

function run(seed: number, ms: number): Promise<number | null> {
  const environment = {
    ...process.env,
    PLAYGROUND_PARTITIONS_MS: String(ms),
    PLAYGROUND_PARTITIONS_SEED: String(seed)
  };
  const vitest = ['node_modules/vitest/vitest.mjs', 'run', '--project', 'node'];
  const child = spawn(process.execPath, [...vitest, 'web/lib/testing/partitions'], {
    env: environment,
    stdio: 'inherit'
  });
  return new Promise((resolve) => child.on('exit', resolve));
}
