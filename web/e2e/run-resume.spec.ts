import {
  editorIsReady,
  editorOf,
  isComplete,
  isSaved,
  runButton,
  serverRuns,
  stopButton,
  storedText
} from './app.ts';
import { expect, test } from './fixtures.ts';
import { givenPrompt, long } from './given.ts';
import { reloadAtRandom } from './reloads.ts';

test('reloads at random points of a stream leave the text the server has, byte for byte', async ({
  server,
  device
}) => {
  const { page } = await device();
  await reloadAtRandom({ page, url: server.url, times: 4, seed: 20261120 });
});

test('what is typed elsewhere in the text while it streams is kept, also over a reload', async ({
  server,
  device
}) => {
  const { page } = await device();
  const { text, config } = long.kitchen;
  const id = await givenPrompt(server.url, text, config);
  await page.goto(`/complete/${id}`);
  await editorIsReady(page);
  await runButton(page).click();
  await expect(page.getByText('Streaming', { exact: true })).toBeVisible();
  await editorOf(page).press('ControlOrMeta+Home');
  await page.keyboard.type('Typed while it streams. ');
  await page.reload();
  await editorIsReady(page);
  await isComplete(page);
  await isSaved(page);
  const [run] = await serverRuns(server.url, id);
  await expect(async () => {
    expect((await storedText(page, id)).content).toBe(
      `Typed while it streams. ${text}${run?.text}`
    );
  }).toPass();
});

test('stop keeps what was on screen, here, on the server and on the other device', async ({
  server,
  device
}) => {
  const a = await device();
  const b = await device();
  const { text, config } = long.letter;
  const id = await givenPrompt(server.url, text, config);
  await b.page.goto(`/complete/${id}`);
  await a.page.goto(`/complete/${id}`);
  await editorIsReady(a.page);
  await runButton(a.page).click();
  await expect(a.page.getByText('Streaming', { exact: true })).toBeVisible();
  await a.page.waitForTimeout(300);
  await a.page.keyboard.press('Escape');
  await isComplete(a.page);
  await expect(a.page.getByText('Stopped by you')).toBeVisible();
  await isSaved(a.page);
  const [run] = await serverRuns(server.url, id);
  expect(run?.status).toBe('stopped');
  await expect(async () => {
    const { content } = await storedText(a.page, id);
    expect(content).toBe(`${text}${run?.text}`);
    expect((await storedText(b.page, id)).content).toBe(content);
  }).toPass();
});

test('two devices watch one run and read the same', async ({ server, device }) => {
  const a = await device();
  const b = await device();
  const { text, config } = long.people;
  const id = await givenPrompt(server.url, text, config);
  await a.page.goto(`/complete/${id}`);
  await editorIsReady(a.page);
  await runButton(a.page).click();
  await expect(stopButton(a.page)).toBeVisible();
  let live: string | undefined;
  await expect(async () => {
    const list = await (await fetch(`${server.url}/v1/prompts/${id}/runs`)).json();
    live = list.items[0]?.id;
    expect(live).toBeTruthy();
  }).toPass();
  await b.page.goto(`/runs/${live}`);
  await isComplete(a.page);
  const [run] = await serverRuns(server.url, id);
  await expect(b.page.getByRole('main')).toContainText(run?.text.trim().slice(-60) ?? '');
});

test('a server killed in mid-run leaves the partial text, marked as interrupted', async ({
  server,
  device
}) => {
  const { page } = await device();
  const { text, config } = long.letter;
  const id = await givenPrompt(server.url, text, config);
  await page.goto(`/complete/${id}`);
  await editorIsReady(page);
  await runButton(page).click();
  await expect(page.getByText('Streaming', { exact: true })).toBeVisible();
  await page.waitForTimeout(800);
  await server.kill();
  await server.start();
  await isComplete(page);
  const [run] = await serverRuns(server.url, id);
  expect(run?.status).toBe('interrupted');
  expect(run?.text.length).toBeGreaterThan(10);
  await expect(page.getByText(/stopped during this run/)).toBeVisible();
  await isSaved(page);
  await expect(async () => {
    const { content } = await storedText(page, id);
    // What was on screen may be up to 250 ms ahead of what the server had written down.
    expect(content.startsWith(text + run?.text.slice(0, 10))).toBe(true);
  }).toPass();
});
