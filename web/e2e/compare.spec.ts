import { isComplete, isSaved, writePrompt } from './app.ts';
import { expect, test } from './fixtures.ts';

test('two runs are compared, one is kept, and its prompt goes on from it, by keyboard alone', async ({
  device
}) => {
  const { page } = await device();
  await writePrompt(page, 'A short text about a lamp.');
  for (let nth = 0; nth < 2; nth++) {
    await page.keyboard.press('ControlOrMeta+Enter');
    await isComplete(page);
    await isSaved(page);
  }
  await page.goto('/runs');
  const own = page.locator('a[data-run]').filter({ hasText: 'A short text about a lamp.' });
  await expect(own).toHaveCount(2);
  await page.locator('a[data-run]').first().focus();
  await page.keyboard.press('Space');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Space');
  await page.keyboard.press('Shift+C');
  await expect(page.getByRole('heading', { name: 'Compare 2 runs' })).toBeVisible();
  await expect(page.getByRole('region', { name: /^Output of/ })).toHaveCount(2);
  await page.keyboard.press(']');
  await page.keyboard.press('k');
  await expect(page.getByRole('button', { name: /Continue from/ })).toBeVisible();
  await page.keyboard.press('e');
  await expect(page).toHaveURL(/\/complete\/[0-9a-f-]{36}$/);
  await expect(page.getByText('The prompt stands as that run was asked.').first()).toBeVisible();
});

test('a filter stands in the address, and going on from it keeps it', async ({ device }) => {
  const { page } = await device();
  await writePrompt(page, 'A short text about a bridge.');
  await page.keyboard.press('ControlOrMeta+Enter');
  await isComplete(page);
  await page.goto('/runs?rating=4');
  await expect(page.getByText('No run matches')).toBeVisible();
  await page.getByRole('button', { name: 'Show all runs' }).click();
  await page.locator('a[data-run]').first().click();
  await page.getByRole('heading', { name: /^Run/ }).last().waitFor();
  await page.keyboard.press('4');
  await expect(page.getByText('Rated 4 of 5.').first()).toBeVisible();
  await page.goto('/runs?rating=4');
  await expect(page.locator('a[data-run]')).toHaveCount(1);
});
