import { randomUUID } from 'node:crypto';
import { chromium } from 'playwright';
import type { Page } from 'playwright';
import { findOrInstallChromium } from '../scripts/chromium.ts';
import { spawnServer } from '../sync-server/testing/spawn.ts';
import { quantile } from './row.ts';
import type { Row } from './row.ts';

const prompts = 10_000;
const perPush = 200;
const starts = 5;
const scope = 'u:local';

interface Start {
  /** Milliseconds from the navigation's start. */
  paint: number;
  list: number;
}

/**
 * A later visit to the installed app: everything comes from the service worker and IndexedDB. Until the
 * first paint, and until rows of a list of ten thousand prompts stand there and answer.
 */
export async function warmStartBench(): Promise<Row[]> {
  const server = await spawnServer();
  const browser = await chromium.launch({
    executablePath: findOrInstallChromium(),
    args: ['--no-sandbox']
  });
  try {
    await fill(server.url);
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
    const page = await context.newPage();
    await page.addInitScript(noteFirstRow);
    await page.goto(`${server.url}/complete/new`);
    await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
    await hasAll(page);
    const measured: Start[] = [];
    for (let i = 0; i < starts; i++) measured.push(await start(page, `${server.url}/complete/new`));
    const row = (what: string, values: number[], goal: string): Row => ({
      what: `warm start with ${prompts.toLocaleString('en')} prompts, ${what}`,
      ours: `${Math.round(quantile(values, 0.5))} ms`,
      baseline: '–',
      ratio: '–',
      goal
    });
    return [
      row(
        'first paint',
        measured.map(({ paint }) => paint),
        '≤ 300 ms'
      ),
      row(
        'interactive list',
        measured.map(({ list }) => list),
        '≤ 700 ms'
      )
    ];
  } finally {
    await browser.close();
    await server.dispose();
  }
}

/** Runs in the page: when the first row of the list is there and a frame with it has been made. */
function noteFirstRow() {
  const seen = new MutationObserver(() => {
    if (!document.querySelector('[data-prompt]')) return;
    seen.disconnect();
    requestAnimationFrame(() => setTimeout(() => performance.mark('first-row')));
  });
  seen.observe(document, { childList: true, subtree: true });
}

async function start(page: Page, url: string): Promise<Start> {
  await page.goto('about:blank');
  await page.goto(url);
  await page.waitForFunction(() => performance.getEntriesByName('first-row').length > 0);
  return page.evaluate(() => ({
    paint: performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? Infinity,
    list: performance.getEntriesByName('first-row')[0]?.startTime ?? Infinity
  }));
}

async function hasAll(page: Page) {
  await page.waitForFunction(
    (wanted) =>
      new Promise<boolean>((resolve) => {
        const open = indexedDB.open('playground-local');
        open.onerror = () => resolve(false);
        open.onsuccess = () => {
          const count = open.result.transaction('prompts').objectStore('prompts').count();
          count.onsuccess = () => {
            open.result.close();
            resolve(count.result >= wanted);
          };
        };
      }),
    prompts,
    { timeout: 120_000, polling: 500 }
  );
}

async function fill(url: string) {
  const clientId = randomUUID();
  const at = Date.now() - prompts * 60_000;
  for (let cseq = 1; cseq <= prompts; cseq += perPush) {
    const mutations = Array.from({ length: perPush }, (_, index) =>
      aPrompt(cseq + index, at + (cseq + index) * 60_000)
    );
    const response = await fetch(`${url}/v1/sync/push`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ clientId, mutations })
    });
    if (!response.ok) throw new Error(`The prompts were refused: ${await response.text()}`);
  }
}

function aPrompt(cseq: number, at: number) {
  const set: Record<string, unknown> = {
    name: '',
    kind: 'text',
    text: { content: `Prompt ${cseq}. ${'Some words of a prompt. '.repeat(40)}`, spans: [] },
    position: 'a0',
    createdAt: at
  };
  const change = (v: unknown) => ({ v, base: null, baseEff: 0, ts: at });
  return {
    mid: randomUUID(),
    cseq,
    scope,
    collection: 'prompts',
    id: randomUUID(),
    sv: 1,
    op: 'create',
    set: Object.fromEntries(Object.entries(set).map(([field, value]) => [field, change(value)]))
  };
}
