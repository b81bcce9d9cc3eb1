import type { Page, Request } from '@playwright/test';
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

/** The numbers of the words that each live run's line ends with, by the run's address. */
function wordsIn(page: Page): Promise<Record<string, number[]>> {
  return page.evaluate(() =>
    Object.fromEntries(
      [...document.querySelectorAll('a[href^="/runs/"]')].flatMap((row) => {
        const line = row.querySelector('.line')?.textContent;
        // The line shows an end of the text, whose first word may be cut.
        const found = [...(line ?? '').matchAll(/ word(\d+)(?= )/g)].map(([, word]) =>
          Number(word)
        );
        return line ? [[row.getAttribute('href') ?? '', found]] : [];
      })
    )
  );
}

/** In each of the tabs each of the runs goes on, with no gap and no repeat. */
async function allGoOn(tabs: Page[], runs: number) {
  await Promise.all(
    tabs.map(async (tab) => {
      const before = await wordsIn(tab);
      await expect(async () => {
        const now = await wordsIn(tab);
        expect(Object.keys(now)).toHaveLength(runs);
        for (const [href, words] of Object.entries(now)) {
          expect(words.at(-1) ?? -1).toBeGreaterThan(before[href]?.at(-1) ?? -1);
          expect(words).toEqual(words.map((_, at) => (words[0] ?? 0) + at));
        }
      }).toPass();
    })
  );
}

test('four tabs with eight live runs each need one stream, which outlives the tab that holds it', async ({
  server,
  device,
  upstream
}) => {
  const { context, page } = await device();
  const streams = new Set<Request>();
  const others: string[] = [];
  context.on('request', (request) => {
    const { pathname } = new URL(request.url());
    if (pathname === '/v1/events') streams.add(request);
    else if (pathname.endsWith('/events')) others.push(pathname);
  });
  context.on('requestfinished', (request) => streams.delete(request));
  context.on('requestfailed', (request) => streams.delete(request));
  // Of what a closed page had open nobody says that it ended.
  const open = () => [...streams].filter((request) => !request.frame().page().isClosed());
  const oneStream = () => expect.poll(() => open().length).toBe(1);
  // As long as a run may take: this machine may be busy.
  const words = Array.from({ length: 500 }, (_, index) => ` word${index}`);
  upstream.script({ tokens: words, paceMs: 220 }, 'long');
  const connection = await givenConnection(server.url, `${upstream.url}/v1`);
  const tabs = [page, await context.newPage(), await context.newPage(), await context.newPage()];
  for (const tab of tabs) {
    await tab.goto('/runs');
    await expect(tab.getByRole('heading', { name: 'Runs', exact: true })).toBeVisible();
  }
  await oneStream();

  const ids: string[] = [];
  for (let n = 0; n < 8; n++) ids.push(await givenRun(server.url, `${connection}/long`));

  await allGoOn(tabs, ids.length);
  for (const tab of tabs) {
    const took = await tab.evaluate(async () => {
      const began = performance.now();
      await (await fetch('/v1/connections')).json();
      return performance.now() - began;
    });
    expect(took, 'no request waits for a stream').toBeLessThan(10_000);
  }
  await oneStream();
  expect(others).toEqual([]);

  await page.close();
  await allGoOn(tabs.slice(1), ids.length);
  await oneStream();
  expect(others).toEqual([]);
});

test('the display of a run stands still while the run goes on', async ({
  server,
  device,
  upstream
}) => {
  upstream.script(
    { tokens: Array.from({ length: 200 }, (_, index) => ` word${index}`), paceMs: 120 },
    'long'
  );
  const connection = await givenConnection(server.url, `${upstream.url}/v1`);
  const { page } = await device();
  const text = 'Stand still.';
  const id = await givenPrompt(server.url, text, { model: `${connection}/long` });
  await page.goto(`/complete/${id}`);
  await editorIsReady(page);
  await runButton(page).click();
  await expect(page.getByText('Streaming', { exact: true })).toBeVisible();
  await page.keyboard.press('ControlOrMeta+.');
  await expect(page.getByText(/^Paused, \d+ tokens? waiting$/)).toBeVisible();
  const still = await editorOf(page).textContent();
  await expect(page.getByText(/^Paused; the run has ended, \d+ tokens waiting$/)).toBeVisible({
    timeout: 90_000
  });
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
    { tokens: Array.from({ length: 350 }, (_, index) => ` word${index}`), paceMs: 100 },
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

test('what a provider sent is shown for a run that keeps it, and for no other', async ({
  server,
  device,
  upstream
}) => {
  const { page } = await device();
  const connection = await givenConnection(server.url, `${upstream.url}/v1`);
  const kept = await givenRun(server.url, `${connection}/ok`, { raw: true });
  const plain = await givenRun(server.url, `${connection}/ok`);
  await page.goto(`/runs/${kept}`);
  await page.getByText('Raw frames', { exact: true }).click();
  const lines = page.getByRole('region', { name: 'Raw frames' });
  await expect(lines).toContainText('data: {');
  await expect(lines).not.toContainText('a-key-of-no-worth');
  await page.goto(`/runs/${plain}`);
  await page.getByText('Raw frames', { exact: true }).click();
  await expect(page.getByText('This run kept none.')).toBeVisible();
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
