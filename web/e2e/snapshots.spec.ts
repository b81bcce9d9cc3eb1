import type { Page } from '@playwright/test';
import { editorOf, isSynced, opensOffline, writePrompt } from './app.ts';
import { expect, test } from './fixtures.ts';

const notice = (page: Page) => page.getByRole('group', { name: 'Notice' });
const saves = (page: Page) => page.getByRole('complementary', { name: 'Details' }).locator('li a');

async function isOpen(page: Page) {
  await expect(page).toHaveURL(/\/snapshots\/[0-9a-f-]{36}/);
  await expect(page.getByRole('region', { name: 'Snapshot', exact: true })).toBeVisible();
}

async function saveAndOpen(page: Page) {
  await page.keyboard.press('Control+Shift+S');
  await notice(page).last().getByRole('button', { name: 'Open' }).click();
  await isOpen(page);
}

test('a text is frozen twice, tagged, compared, restored and taken back, by keyboard and offline', async ({
  device
}) => {
  const { page, context } = await device();
  const id = await writePrompt(page, 'The first words.');
  await saveAndOpen(page);
  await expect(page.getByRole('region', { name: 'Text' })).toHaveText('The first words.');
  await isSynced(page);
  await expect(page.getByRole('main')).toContainText('Snapshot 1');

  await opensOffline(page);
  await page.goto(`/complete/${id}`);
  await editorOf(page).click();
  await page.keyboard.press('Control+End');
  await page.keyboard.insertText(' And more.');
  await context.setOffline(true);
  await saveAndOpen(page);
  await expect(saves(page)).toHaveCount(2);
  await page.getByLabel('Tags').fill('keeper');
  await page.keyboard.press('Enter');
  await page.getByLabel('Note').fill('With an end');
  await page.getByRole('region', { name: 'Snapshot', exact: true }).focus();
  await page.keyboard.press('c');
  const diff = page.getByRole('region', { name: 'Differences' });
  await expect(diff.locator('ins')).toContainText('And more.');
  await page.keyboard.press('Escape');
  await expect(page.locator('[data-snapshot]').first()).toContainText('#keeper');

  // The older one goes back into the prompt, and the prompt back to what it was.
  await page.keyboard.press('Alt+ArrowDown');
  await expect(page.getByRole('region', { name: 'Text' })).toHaveText('The first words.');
  await page.keyboard.press('Control+Enter');
  await expect(editorOf(page)).toHaveText('The first words.');
  await expect(page).toHaveURL(new RegExp(`/complete/${id}$`));
  await notice(page).last().getByRole('button', { name: 'Undo' }).click();
  await expect(editorOf(page)).toHaveText('The first words. And more.');

  await context.setOffline(false);
  await isSynced(page);
  await page.goto('/snapshots?tag=keeper');
  await expect(page.locator('[data-snapshot]')).toHaveCount(1);
});

test('a snapshot is deleted, comes back, and is duplicated into a prompt of its own', async ({
  device
}) => {
  const { page } = await device();
  const id = await writePrompt(page, 'Kept as it is.');
  await saveAndOpen(page);
  await page.keyboard.press('Control+Backspace');
  await expect(page.getByText('No snapshots yet')).toBeVisible();
  await notice(page).last().getByRole('button', { name: 'Undo' }).click();
  await page.locator('[data-snapshot]').click();
  await isOpen(page);
  await page.keyboard.press('Control+d');
  await expect(editorOf(page)).toHaveText('Kept as it is.');
  expect(page.url()).not.toContain(id);
});
