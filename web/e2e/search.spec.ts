import type { Page } from '@playwright/test';
import { isSynced, opensOffline, writePrompt } from './app.ts';
import { expect, test } from './fixtures.ts';
import { adaAndBob } from './team.ts';

const field = (page: Page) => page.getByRole('combobox', { name: /^Search prompts/ });
const results = (page: Page) => page.getByRole('listbox', { name: 'Results' }).getByRole('option');

test('one finds a prompt as one types, opens it with the keyboard, and the address asks the same', async ({
  device
}) => {
  const { page } = await device();
  await writePrompt(page, 'A quokka is a small wallaby that smiles.');
  await isSynced(page);
  await page.keyboard.press('Escape');
  await page.goto('/search');
  await expect(field(page)).toBeFocused();
  await page.keyboard.type('quok wallaby');
  await expect(results(page)).toHaveCount(1);
  await expect(results(page).first().locator('mark')).toHaveText(['quokka', 'wallaby']);
  await expect(page).toHaveURL(/\/search\?q=quok\+wallaby$/);
  await page.reload();
  await expect(results(page)).toHaveCount(1);
  await expect(field(page)).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/complete\/[0-9a-f-]{36}$/);
});

test('a filter is completed by Tab, and what is not understood says so', async ({ device }) => {
  const { page } = await device();
  await page.goto('/search');
  await expect(field(page)).toBeFocused();
  await page.keyboard.type('kin');
  await page.keyboard.press('Tab');
  await expect(field(page)).toHaveValue('kind:');
  await page.keyboard.type('pro');
  await page.keyboard.press('Tab');
  await expect(field(page)).toHaveValue(/^kind:pro(mpt|ject) $/);
  await field(page).fill('colour:red');
  await expect(page.getByText('There is no filter colour:')).toBeVisible();
  await expect(page.getByRole('heading', { name: 'Nothing was found' })).toBeVisible();
  await page.getByRole('button', { name: 'Start again' }).click();
  await expect(page.getByRole('heading', { name: 'What you can ask' })).toBeVisible();
});

test('offline, what is on this device is searched, and the screen says that no more was', async ({
  device
}) => {
  const { page, context } = await device();
  await writePrompt(page, 'The numbat eats termites.');
  await isSynced(page);
  await opensOffline(page);
  await context.setOffline(true);
  await page.goto('/search?q=numbat');
  await expect(results(page)).toHaveCount(1);
  await expect(page.getByText('only what is on this device was searched')).toBeVisible();
});

test('what another device wrote is found on the server before it is here', async ({ device }) => {
  const one = await device();
  await writePrompt(one.page, 'The bilby digs by night.');
  await isSynced(one.page);
  const other = await device();
  await other.page.goto('/search?q=bilby');
  await expect(results(other.page)).toHaveCount(1);
});

test('a search is saved, taken again, deleted and brought back', async ({ device }) => {
  const { page } = await device();
  await page.goto('/search?q=recipe');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await field(page).fill('');
  const saved = page.getByRole('region', { name: 'Saved searches' });
  await saved.getByRole('button', { name: 'recipe', exact: true }).click();
  await expect(field(page)).toHaveValue('recipe');
  await field(page).fill('');
  await saved.getByRole('button', { name: 'Delete “recipe”' }).click();
  await expect(saved).toHaveCount(0);
  await page.getByRole('button', { name: 'Undo' }).last().click();
  await expect(saved.getByRole('button', { name: 'recipe', exact: true })).toBeVisible();
});

test.describe('with accounts', () => {
  test.use({ env: { PLAYGROUND_MODE: 'team' } });

  test('what a person made is found by their name, which is completed', async ({ device }) => {
    const { ada, bob } = await adaAndBob(device);
    await ada.goto('/complete/new');
    await writePrompt(ada, 'Kept by Ada.');
    await ada.keyboard.press('Control+Shift+S');
    await expect(ada.getByRole('group', { name: 'Notice' }).last()).toContainText('snapshot');
    await isSynced(ada);
    await bob.goto('/search');
    await expect(field(bob)).toBeFocused();
    await bob.keyboard.type('kind:snapshot by:a');
    await expect(bob.getByRole('button', { name: /^by:Ada/ })).toBeVisible();
    await bob.keyboard.press('Tab');
    await expect(field(bob)).toHaveValue('kind:snapshot by:Ada ');
    await expect(results(bob)).toHaveCount(1);
    await field(bob).fill('kind:snapshot by:me');
    await expect(bob.getByRole('heading', { name: 'Nothing was found' })).toBeVisible();
    await ada.goto('/search?q=kind:snapshot+by:me');
    await expect(results(ada)).toHaveCount(1);
  });
});
