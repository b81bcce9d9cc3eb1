import {
  editorIsReady,
  editorOf,
  isComplete,
  isSaved,
  runButton,
  serverRuns,
  stopButton,
  storedText,
  writePrompt
} from './app.ts';
import { expect, test } from './fixtures.ts';
import { reloadAtRandom } from './reloads.ts';

test('reloads at random points of a stream leave the text the server has, byte for byte', async ({
  server,
  device
}) => {
  const { page } = await device();
  await reloadAtRandom({ page, url: server.url, times: 8, seed: 20261120 });
});

test('what is typed elsewhere in the text while it streams is kept, also over a reload', async ({
  server,
  device
}) => {
  const { page } = await device();
  const id = await writePrompt(page, 'The kitchen.\nThe garden in March');
  await runButton(page).click();
  await expect(page.getByText('Streaming')).toBeVisible();
  await editorOf(page).press('ControlOrMeta+Home');
  await page.keyboard.type('Typed while it streams. ');
  await page.waitForTimeout(400);
  await page.reload();
  await editorIsReady(page);
  await isComplete(page);
  await isSaved(page);
  const [run] = await serverRuns(server.url, id);
  expect((await storedText(page, id)).content).toBe(
    `Typed while it streams. The kitchen.\nThe garden in March${run?.text}`
  );
});

test('stop keeps what was on screen, here, on the server and on the other device', async ({
  server,
  device
}) => {
  const a = await device();
  const b = await device();
  const id = await writePrompt(a.page, 'The letter began');
  await b.page.goto(`/complete/${id}`);
  await runButton(a.page).click();
  await expect(a.page.getByText('Streaming')).toBeVisible();
  await a.page.waitForTimeout(500);
  await a.page.keyboard.press('Escape');
  await isComplete(a.page);
  await expect(a.page.getByText('Stopped by you')).toBeVisible();
  await isSaved(a.page);
  const [run] = await serverRuns(server.url, id);
  expect(run?.status).toBe('stopped');
  const { content } = await storedText(a.page, id);
  expect(content).toBe(`The letter began${run?.text}`);
  await expect(async () => {
    expect((await storedText(b.page, id)).content).toBe(content);
  }).toPass();
});

test('two devices watch one run and read the same', async ({ server, device }) => {
  const a = await device();
  const b = await device();
  const id = await writePrompt(a.page, 'Two people watch');
  await runButton(a.page).click();
  await expect(stopButton(a.page)).toBeVisible();
  await expect
    .poll(
      async () => (await (await fetch(`${server.url}/v1/prompts/${id}/runs`)).json()).items.length
    )
    .toBe(1);
  const [live] = (await (await fetch(`${server.url}/v1/prompts/${id}/runs`)).json()).items;
  await b.page.goto(`/runs/${live.id}`);
  await isComplete(a.page);
  const [run] = await serverRuns(server.url, id);
  await expect(b.page.getByRole('main')).toContainText(run?.text.trim().slice(0, 60) ?? '');
});

test('a server killed in mid-run leaves the partial text, marked as interrupted', async ({
  server,
  device
}) => {
  const { page } = await device();
  const id = await writePrompt(page, 'The workshop is quiet');
  await runButton(page).click();
  await expect(page.getByText('Streaming')).toBeVisible();
  await page.waitForTimeout(1200);
  await server.kill();
  await page.waitForTimeout(300);
  await server.start();
  await isComplete(page);
  const [run] = await serverRuns(server.url, id);
  expect(run?.status).toBe('interrupted');
  expect(run?.text.length).toBeGreaterThan(10);
  await expect(page.getByText(/stopped during this run/)).toBeVisible();
  await isSaved(page);
  const { content } = await storedText(page, id);
  expect(content.startsWith('The workshop is quiet')).toBe(true);
  expect(content.length).toBeGreaterThan('The workshop is quiet'.length + 10);
});
