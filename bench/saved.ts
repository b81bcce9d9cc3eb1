import { createServer } from 'node:http';
import { build } from 'esbuild';
import { chromium } from 'playwright';
import { findOrInstallChromium } from '../scripts/chromium.ts';
import { quantile } from './row.ts';
import type { Row } from './row.ts';

const edits = 400;

/**
 * Local edit to "Saved on this device" in Chromium: the Store (row, server copy, outbox; strict) against
 * one bare strict Dexie put of the same row, taken in turns on the same page.
 */
export async function savedBench(): Promise<Row[]> {
  const script = await build({
    entryPoints: ['bench/saved-page.ts'],
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'browser',
    conditions: ['browser', 'svelte'],
    logLevel: 'error'
  });
  const code = script.outputFiles[0]?.text ?? '';
  const site = createServer((request, response) => {
    const isScript = request.url === '/saved.js';
    response.setHeader('content-type', isScript ? 'text/javascript' : 'text/html');
    response.end(
      isScript ? code : '<!doctype html><script type="module" src="/saved.js"></script>'
    );
  });
  await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve));
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
    const { ours, bare } = await page.evaluate<Times>(`globalThis.measure(${edits})`);
    const row = (p: number, goal: string): Row => ({
      what: `local edit to saved, p${p * 100}`,
      ours: `${quantile(ours, p).toFixed(1)} ms`,
      baseline: `${quantile(bare, p).toFixed(1)} ms bare put`,
      ratio: (quantile(ours, p) / quantile(bare, p)).toFixed(2),
      goal
    });
    return [row(0.5, '≤ 5 ms'), row(0.95, '≤ 16 ms')];
  } finally {
    await browser.close();
    site.close();
  }
}

interface Times {
  ours: number[];
  bare: number[];
}
