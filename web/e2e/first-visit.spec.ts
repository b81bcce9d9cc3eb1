import type { Page } from '@playwright/test';
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

/** The page without the app, which comes when the answer is called. */
async function holdBack(page: Page): Promise<() => void> {
  let come = () => {};
  const held = new Promise<void>((resolve) => (come = resolve));
  await page.route('**/entry/start.*', async (route) => {
    await held;
    await route.continue();
  });
  return () => come();
}

for (const [where, width, touch] of [
  ['at a desk', 1440, false],
  ['on a phone', 390, true]
] as const)
  test(`what is typed before the app has come is kept, ${where}`, async ({ device }) => {
    const { page } = await device({ width, touch });
    const come = await holdBack(page);
    await page.goto('/complete/new', { waitUntil: 'commit' });
    const field = page.locator('#boot-text');
    const hint = (await field.getAttribute('placeholder')) ?? '';
    await field.click();
    await page.keyboard.type('Dear ');
    come();
    await expect(page.locator('.cm-content')).toHaveText('Dear');
    await expect(page.locator('.cm-content')).toBeFocused();
    await page.keyboard.type('all');
    await isSaved(page);
    await expect(page.locator('.cm-content')).toHaveText('Dear all');
    // Both say the same, or the words would change as the app comes.
    await expect(page.locator('.cm-content')).toHaveAttribute('aria-placeholder', hint);
  });

test('who may only read is given no field to begin a text in', async ({ device }) => {
  const { page } = await device();
  await page.addInitScript(() => localStorage.setItem('playground.role', 'acme viewer'));
  const come = await holdBack(page);
  await page.goto('/complete/new', { waitUntil: 'commit' });
  await expect(page.locator('#boot-text')).toHaveAttribute('hidden');
  come();
  await expect(page.locator('.cm-content')).toBeVisible();
});

test('whoever goes elsewhere while their first words are being kept is not brought back', async ({
  device
}) => {
  const { page } = await device();
  await openNew(page);
  await page.route('**/_app/immutable/nodes/*', async (route) => {
    await new Promise((resolve) => setTimeout(resolve, 1500));
    await route.continue();
  });
  await page.keyboard.insertText('Typed, and away');
  await page.getByRole('link', { name: 'Snapshots', exact: true }).first().click();
  await expect(page).toHaveURL(/\/snapshots$/);
  await expect(page.getByRole('heading', { name: /snapshot/i }).first()).toBeVisible();
  await expect(page).toHaveURL(/\/snapshots$/);
  await page.getByRole('link', { name: 'Complete', exact: true }).first().click();
  await expect(page.getByRole('link', { name: /Typed, and away/ }).first()).toBeVisible();
});
