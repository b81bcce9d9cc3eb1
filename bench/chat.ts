import { chromium } from 'playwright';
import type { Page } from 'playwright';
import { v7 } from 'uuid';
import { build, isBuilt } from '../scripts/build.ts';
import { findOrInstallChromium } from '../scripts/chromium.ts';
import { startPacedUpstream } from '../sync-server/testing/paced-upstream.ts';
import { spawnServer } from '../sync-server/testing/spawn.ts';
import { givenConnection } from '../web/e2e/given-run.ts';
import { typeInto } from './keystrokes.ts';
import { pushRecords } from './push-records.ts';
import { quantile } from './row.ts';
import type { Row } from './row.ts';

const tokens = Number(process.env['CHAT_TOKENS'] ?? 20_000);
const paceMs = 2;
const keys = 80;

/** Words, and now and then what makes Markdown of them. */
function tokenAt(nth: number): string {
  if (nth % 400 === 399) return '\n\n```js\nconst x = 1;\nfunction f() { return x; }\n```\n\n';
  if (nth % 97 === 0) return '\n\n## A heading\n\n';
  if (nth % 31 === 0) return '.\n\nA new paragraph begins';
  return [' word', ' and', ' the', ' model', ' writes', ' **bold**', ' `code`'][nth % 7] ?? '';
}

/** An answer of 20,000 tokens at 500 tokens a second: what it blocks the page, and typing beside it. */
export async function chatBench(): Promise<Row[]> {
  if (!isBuilt()) await build();
  const upstream = await startPacedUpstream(
    Array.from({ length: tokens }, (_, nth) => tokenAt(nth)),
    paceMs
  );
  const server = await spawnServer();
  const browser = await chromium.launch({
    executablePath: findOrInstallChromium(),
    args: ['--no-sandbox']
  });
  try {
    const model = `${await givenConnection(server.url, upstream.baseUrl)}/paced`;
    const id = v7();
    const fields = { title: 'Long', modelConfig: { model, maxTokens: 50_000 } };
    await pushRecords(server.url, [{ collection: 'conversations', id, fields }]);
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    await page.goto(`${server.url}/chat/${id}`);
    await page.evaluate(async () => void (await navigator.serviceWorker.ready));
    const field = page.getByRole('textbox', { name: 'Message', exact: true });
    const long = await watchTasks(page);
    await field.fill('Go on.');
    await field.press('Enter');
    await page.waitForTimeout((tokens * paceMs) / 2);
    await field.click();
    const typed = await typeInto(page, keys);
    await page.getByRole('button', { name: 'Answer again' }).waitFor({ timeout: 300_000 });
    const blocked = await long();
    const what = `an answer of ${tokens.toLocaleString('en')} tokens at ${1000 / paceMs} a second`;
    const row = (name: string, ours: string, goal: string): Row => ({
      what: `${what}: ${name}`,
      ours,
      goal,
      baseline: '–',
      ratio: '–'
    });
    const ms = (value: number) => `${value.toFixed(0)} ms`;
    return [
      row('tasks over 50 ms', `${blocked.length}`, '–'),
      row('the longest of them', ms(Math.max(0, ...blocked)), '–'),
      row('typing beside it, key to paint p50', ms(quantile(typed.shown, 0.5)), '–'),
      row('typing beside it, key to paint p95', ms(quantile(typed.shown, 0.95)), '≤ 100 ms')
    ];
  } finally {
    await browser.close();
    await server.dispose();
    await upstream.close();
  }
}

/** From now on notes tasks that block the page for more than 50 ms; answers how to ask for their lengths. */
async function watchTasks(page: Page): Promise<() => Promise<number[]>> {
  await page.evaluate(() => {
    const found: number[] = [];
    new PerformanceObserver((list) =>
      found.push(...list.getEntries().map(({ duration }) => duration))
    ).observe({ entryTypes: ['longtask'] });
    Object.assign(globalThis, { blockedFor: found });
  });
  return () => page.evaluate<number[]>('blockedFor');
}
