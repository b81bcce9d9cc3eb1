import { spawn } from 'node:child_process';

/**
 * Simulates sync for `minutes` on seeds nobody has tried. A failing seed is printed; put it into
 * web/lib/sync/simulation/seeds.ts and it is tried in every test run from then on.
 */
export function soakSync(
  minutes: number,
  firstSeed = Date.now() % 1_000_000_000
): Promise<boolean> {
  const environment = {
    ...process.env,
    PLAYGROUND_SOAK_MS: String(minutes * 60_000),
    PLAYGROUND_SOAK_FROM: String(firstSeed)
  };
  console.log(`sync: simulating for ${minutes} min from seed ${firstSeed}`);
  const child = spawn(
    process.execPath,
    ['node_modules/vitest/vitest.mjs', 'run', '--project', 'node', 'web/lib/sync/simulation'],
    { env: environment, stdio: 'inherit' }
  );
  return new Promise((resolve) => child.on('exit', (code) => resolve(code === 0)));
}
