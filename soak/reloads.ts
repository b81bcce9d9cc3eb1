import { chromium } from 'playwright';
import { findOrInstallChromium } from '../scripts/chromium.ts';
import { spawnServer } from '../sync-server/testing/spawn.ts';
import { reloadAtRandom } from '../web/e2e/reloads.ts';

/** Reloads at random points of streams; the final text has to equal the server's, byte for byte. */
export async function soak([times = '100', seed = String(Date.now())]: string[]) {
  const server = await spawnServer();
  const browser = await chromium.launch({
    executablePath: findOrInstallChromium(),
    args: ['--no-sandbox']
  });
  try {
    const page = await browser.newPage({ baseURL: server.url });
    const reloads = await reloadAtRandom({
      page,
      url: server.url,
      times: Number(times),
      seed: Number(seed)
    });
    console.log(`reloads: ${reloads} over ${times} runs, seed ${seed}: every text equal`);
  } finally {
    await browser.close();
    await server.dispose();
  }
}
