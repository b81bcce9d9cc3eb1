import { findOrInstallChromium } from '../scripts/chromium.ts';
import { spawnServer } from '../sync-server/testing/spawn.ts';
import { killAfterSaved } from '../web/e2e/kill-browser.ts';

/** Kills the whole browser after "Saved on this device", again and again; nothing may be missing. */
export async function soak([times = '100', seed = String(Date.now())]: string[]) {
  const server = await spawnServer();
  try {
    await killAfterSaved({
      url: server.url,
      times: Number(times),
      seed: Number(seed),
      executablePath: findOrInstallChromium()
    });
    console.log(`kill-browser: ${times} kills, seed ${seed}: 0 lost`);
  } finally {
    await server.dispose();
  }
}
