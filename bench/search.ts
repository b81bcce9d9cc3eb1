import { createServer } from 'node:http';
import { resolve } from 'node:path';
import { build } from 'esbuild';
import { chromium } from 'playwright';
import { findOrInstallChromium } from '../scripts/chromium.ts';
import { quantile } from './row.ts';
import type { Row } from './row.ts';

const messages = Number(process.env['MESSAGES'] ?? 100_000);
const questions = Number(process.env['QUESTIONS'] ?? 200);
/** As many as MiniSearch indexes within a minute. */
const miniMessages = Number(process.env['MINI_MESSAGES'] ?? 10_000);

interface Times {
  built: number;
  loaded: number;
  ours: number[];
  naive: number[];
  miniBuilt: number;
  minis: number[];
}

/**
 * A question to a device with very many messages, from the parsed words to the shown excerpts, in Chromium: beside
 * a scan of the stored messages, and MiniSearch over a part of them.
 */
export async function searchBench(): Promise<Row[]> {
  const script = await build({
    entryPoints: ['bench/search-page.ts'],
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'browser',
    conditions: ['browser', 'svelte'],
    alias: { $lib: resolve('web/lib') },
    logLevel: 'error'
  });
  const code = script.outputFiles[0]?.text ?? '';
  const site = createServer((request, response) => {
    const isScript = request.url === '/search.js';
    response.setHeader('content-type', isScript ? 'text/javascript' : 'text/html; charset=utf-8');
    response.end(
      isScript ? code : '<!doctype html><script type="module" src="/search.js"></script>'
    );
  });
  await new Promise<void>((done) => site.listen(0, '127.0.0.1', done));
  const address = site.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  const browser = await chromium.launch({
    executablePath: findOrInstallChromium(),
    args: ['--no-sandbox']
  });
  try {
    const page = await browser.newPage();
    page.on('pageerror', (error) => console.error(error));
    await page.goto(`http://127.0.0.1:${port}/`);
    await page.waitForFunction('globalThis.measure');
    const times = await page.evaluate<Times>(
      `globalThis.measure(${messages}, ${questions}, ${miniMessages})`
    );
    return rowsOf(times);
  } finally {
    await browser.close();
    site.close();
  }
}

function rowsOf({ built, loaded, ours, naive, miniBuilt, minis }: Times): Row[] {
  const count = messages.toLocaleString('en');
  const ms = (value: number) => `${value < 10 ? value.toFixed(1) : Math.round(value)} ms`;
  const scan = quantile(naive, 0.5);
  const row = (p: number, goal: string): Row => ({
    what: `search over ${count} messages, p${p * 100}`,
    ours: ms(quantile(ours, p)),
    baseline: `${ms(scan)} scan p50`,
    ratio: (quantile(ours, p) / scan).toFixed(3),
    goal
  });
  const none = { ratio: '–', goal: '–' };
  return [
    row(0.5, '–'),
    row(0.95, '≤ 60 ms'),
    {
      what: `MiniSearch over ${miniMessages.toLocaleString('en')} of them, p95`,
      ours: '–',
      baseline: ms(quantile(minis, 0.95)),
      ...none
    },
    {
      what: `index of ${count} messages made`,
      ours: ms(built),
      baseline: `${ms(miniBuilt)} MiniSearch of ${miniMessages.toLocaleString('en')}`,
      ...none
    },
    { what: 'the same, from its cache', ours: ms(loaded), baseline: '–', ...none }
  ];
}
