import {
  editorOf,
  isComplete,
  isSaved,
  openNew,
  runButton,
  serverRuns,
  storedText
} from './app.ts';
import { expect, test } from './fixtures.ts';

test('a newcomer types a prompt, runs it, and watches the sample model go on from there', async ({
  server,
  device
}) => {
  const { page } = await device();
  await page.goto('/');
  await expect(page).toHaveURL(/\/complete/);
  await openNew(page);
  await editorOf(page).click();
  await page.keyboard.type('Put a large pot of water on the stove. ');
  await isSaved(page);
  await page.keyboard.press('ControlOrMeta+Enter');

  await expect(page.locator('.foot')).toContainText(/Complete|maximum length/, { timeout: 20_000 });
  await isComplete(page);
  await isSaved(page);

  const promptId = page.url().split('/').at(-1) ?? '';
  const [run] = await serverRuns(server.url, promptId);
  const { content, spans } = await storedText(page, promptId);
  expect(run?.text.length).toBeGreaterThan(20);
  expect(content).toBe(`Put a large pot of water on the stove. ${run?.text}`);
  expect(spans).toEqual([{ from: 39, to: content.length, runId: run?.id }]);
});

test('the first visit finds a sample project whose prompts have recorded runs', async ({
  device
}) => {
  const { page } = await device();
  await page.goto('/');
  await page.getByText('Weeknight pasta').first().click();
  await expect(page.locator('.cm-content')).toContainText(/\w{3,}/);
  await page.getByRole('tab', { name: 'Runs' }).click();
  await expect(page.getByRole('tabpanel')).toContainText(/\d+ tokens/);
});

test('an empty prompt says why it cannot run', async ({ device }) => {
  const { page } = await device();
  await openNew(page);
  await expect(runButton(page)).toBeDisabled();
});
