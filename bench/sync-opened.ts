import { openBrowser } from './sync-browser.ts';
import type { Browser } from './sync-browser.ts';
import { startSide } from './sync-sides.ts';
import type { Running, SideFiles } from './sync-sides.ts';

/** A side's server, running, and as many fresh browsers as a workload opens at it. */
export interface Opened {
  running: Running;
  browse(): Promise<Browser>;
}

const limit = Number(process.env['SYNC_LIMIT'] ?? 900) * 1000;

/**
 * One workload on a server of its own over so many runs. Rejects when the server ends meanwhile, and
 * after `SYNC_LIMIT` seconds (900), so that one who fails or hangs does not keep the others waiting.
 */
export async function opened<T>(
  side: SideFiles,
  work: (opened: Opened) => Promise<T>,
  runs = 0
): Promise<T> {
  const running = await startSide(side, runs);
  const browsers: Browser[] = [];
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(
    () => late.reject(new Error(`Not done after ${limit / 1000} s.`)),
    limit
  );
  const browse = async () => {
    const browser = await openBrowser(running.proxy.url);
    browsers.push(browser);
    return browser;
  };
  try {
    return await Promise.race([work({ running, browse }), running.lost, late.promise]);
  } finally {
    clearTimeout(timer);
    for (const browser of browsers) await browser.close();
    await running.stop();
  }
}
