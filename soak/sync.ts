import { spawn } from 'node:child_process';

/**
 * Simulates sync for so many minutes (10) on seeds nobody has tried. A failing seed is printed; put it
 * into web/lib/testing/simulation/seeds.ts and every test run tries it from then on.
 */
export async function soak([minutes = '10', firstSeed = String(Date.now() % 1e9)]: string[]) {
  const environment = {
    ...process.env,
    PLAYGROUND_SOAK_MS: String(Number(minutes) * 60_000),
    PLAYGROUND_SOAK_FROM: firstSeed
  };
  console.log(`Simulating sync for ${minutes} minutes from seed ${firstSeed}.`);
  const child = spawn(
    process.execPath,
    ['node_modules/vitest/vitest.mjs', 'run', '--project', 'node', 'web/lib/testing/simulation'],
    { env: environment, stdio: 'inherit' }
  );
  const code = await new Promise((resolve) => child.on('exit', resolve));
  if (code !== 0) throw new Error('A seed failed: see above.');
}
