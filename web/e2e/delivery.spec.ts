import type { Page } from '@playwright/test';
import { startUpstream } from '../../sync-server/testing/upstream.ts';
import type { Upstream } from '../../sync-server/testing/upstream.ts';
import {
  editorIsReady,
  editorOf,
  isComplete,
  isSaved,
  opensOffline,
  runButton,
  serverRuns,
  storedText
} from './app.ts';
import { expect, test as base } from './fixtures.ts';
import { givenPrompt, long } from './given.ts';
import { givenConnection, givenRun } from './given-run.ts';
import { startHoldingProxy } from './holding-proxy.ts';

const test = base.extend<{ upstream: Upstream }>({
  upstream: async ({}, use) => {
    const upstream = await startUpstream();
    await use(upstream);
    await upstream.close().catch(() => undefined);
  }
});

/** Numbers of the words a run's line ends with; they have to follow each other. */
async function wordsIn(page: Page, runId: string): Promise<number[]> {
  const line = await page.locator(`a[href="/runs/${runId}"]`).textContent();
  // The line shows an end of the text, whose first word may be cut.
  return [...(line ?? '').matchAll(/ word(\d+)(?= )/g)].map((found) => Number(found[1]));
}

test('four tabs with eight live runs each need one stream, which outlives the tab that holds it', async ({
  server,
  device,
  upstream
}) => {
  const { context, page } = await device();
  const streams: string[] = [];
  const others: string[] = [];
  context.on('request', (request) => {
    const { pathname } = new URL(request.url());
    if (pathname === '/v1/events') streams.push(pathname);
    else if (pathname.endsWith('/events')) others.push(pathname);
  });
  const words = Array.from({ length: 500 }, (_, index) => ` word${index}`);
  upstream.script({ tokens: words, paceMs: 60 }, 'long');
  const connection = await givenConnection(server.url, `${upstream.url}/v1`);
  const tabs = [page, await context.newPage(), await context.newPage(), await context.newPage()];
  for (const tab of tabs) {
    await tab.goto('/runs');
    await expect(tab.getByRole('heading', { name: 'Runs' })).toBeVisible();
  }
  await expect.poll(() => streams.length).toBe(1);

  const ids: string[] = [];
  for (let n = 0; n < 8; n++) ids.push(await givenRun(server.url, `${connection}/long`));

  async function allGoOn(pages: Page[]) {
    for (const tab of pages)
      for (const id of ids) {
        const before = (await wordsIn(tab, id)).at(-1) ?? -1;
        await expect
          .poll(async () => (await wordsIn(tab, id)).at(-1) ?? -1)
          .toBeGreaterThan(before);
        const seen = await wordsIn(tab, id);
        expect(seen, 'no gap and no repeat').toEqual(seen.map((_, at) => (seen[0] ?? 0) + at));
      }
  }
  for (const tab of tabs) await expect(tab.locator('.line')).toHaveCount(8);
  await allGoOn(tabs);
  for (const tab of tabs) {
    const took = await tab.evaluate(async () => {
      const began = performance.now();
      await (await fetch('/v1/connections')).json();
      return performance.now() - began;
    });
    expect(took, 'no request waits for a stream').toBeLessThan(10_000);
  }
  expect(streams).toHaveLength(1);
  expect(others).toEqual([]);

  await page.close();
  await allGoOn(tabs.slice(1));
  expect(streams).toHaveLength(2);
  expect(others).toEqual([]);
});

test('the display of a run stands still while the run goes on', async ({ server, device }) => {
  const { page } = await device();
  const { text, config } = long.letter;
  const id = await givenPrompt(server.url, text, config);
  await page.goto(`/complete/${id}`);
  await editorIsReady(page);
  await runButton(page).click();
  await expect(page.getByText('Streaming', { exact: true })).toBeVisible();
  await page.keyboard.press('ControlOrMeta+.');
  await expect(page.getByText(/^Paused, \d+ tokens? waiting$/)).toBeVisible();
  const still = await editorOf(page).textContent();
  await expect(page.getByText(/^Paused; the run has ended, \d+ tokens waiting$/)).toBeVisible();
  expect(await editorOf(page).textContent()).toBe(still);
  await page.getByRole('button', { name: 'Resume the display' }).click();
  await isComplete(page);
  await isSaved(page);
  const [run] = await serverRuns(server.url, id);
  expect((await storedText(page, id)).content).toBe(`${text}${run?.text}`);
});

test('where the network holds streams back a run still comes, and one is told', async ({
  server,
  device,
  upstream
}) => {
  upstream.script(
    { tokens: Array.from({ length: 200 }, (_, index) => ` word${index}`), paceMs: 100 },
    'long'
  );
  const connection = await givenConnection(server.url, `${upstream.url}/v1`);
  const proxy = await startHoldingProxy(server.url);
  const { page } = await device();
  try {
    const id = await givenPrompt(server.url, 'Behind a proxy.', { model: `${connection}/long` });
    await page.goto(`${proxy.url}/complete/${id}`);
    await editorIsReady(page);
    await runButton(page).click();
    await expect(page.getByText(/^Streaming in steps/)).toBeVisible();
    await expect(editorOf(page)).toContainText('word60 ');
    await isComplete(page);
    const [run] = await serverRuns(server.url, id);
    await expect(editorOf(page)).toContainText(run?.text.slice(-40).trim() ?? '');
  } finally {
    await page.close();
    await proxy.close();
  }
});

test('the service worker has no part in what the server says', async ({ server, device }) => {
  const { page } = await device();
  const { text, config } = long.people;
  const id = await givenPrompt(server.url, text, config);
  await page.goto('/complete/new');
  await opensOffline(page);
  await page.reload();
  await page.evaluate(() =>
    navigator.serviceWorker.controller
      ? null
      : new Promise((resolve) =>
          navigator.serviceWorker.addEventListener('controllerchange', resolve)
        )
  );
  const byWorker: string[] = [];
  const said: string[] = [];
  page.on('response', (response) => {
    const { pathname } = new URL(response.url());
    if (!pathname.startsWith('/v1/')) return;
    said.push(pathname);
    if (response.fromServiceWorker()) byWorker.push(pathname);
  });
  await page.goto(`/complete/${id}`);
  await editorIsReady(page);
  await runButton(page).click();
  await expect(page.getByText('Streaming', { exact: true })).toBeVisible();
  await isComplete(page);
  expect(said).toContain('/v1/events');
  expect(byWorker).toEqual([]);
});
