import { expect } from '@playwright/test';
import type { Page } from '@playwright/test';

/** Connections and models as a person reaches them. */

export async function addConnection(page: Page, address: string, key: string) {
  await page.goto('/settings/connections');
  await page.getByRole('button', { name: 'Add a connection' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Provider').selectOption('OpenAI-compatible server');
  await dialog.getByLabel('Name').fill('Scripted');
  await dialog.getByLabel('Address').fill(address);
  await dialog.getByLabel(/^API key/).fill(key);
  await dialog.getByRole('button', { name: 'Add and test' }).click();
  await expect(page.getByRole('listitem').filter({ hasText: 'Scripted' })).toContainText(
    'It answers'
  );
}

const picker = (page: Page) => page.getByRole('button', { name: /^Model: / });

/** Picks a model from the list of all. */
export async function chooseModel(page: Page, name: string) {
  await picker(page).click();
  await page.getByRole('combobox', { name: 'Search models' }).fill(name);
  // Its name, and then what else there is to say of it.
  const option = page.getByRole('option', { name: new RegExp(`^${name}( |$)`) });
  await option.first().click({ timeout: 10_000 });
  await expect(picker(page)).toHaveAccessibleName(new RegExp(`^Model: ${name}`));
}

/** Names a model which its connection does not list. */
export async function nameModel(page: Page, name: string) {
  await picker(page).click();
  await page.getByRole('button', { name: 'Use another by name…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Use a model by name' });
  await dialog.getByLabel('Name').fill(name);
  await dialog.getByRole('button', { name: 'Use it' }).click();
  await expect(picker(page)).toHaveAccessibleName(new RegExp(`^Model: ${name}`));
}
