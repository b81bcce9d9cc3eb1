import type { Page } from '@playwright/test';
import { editorOf, isSaved, isSynced, writePrompt } from './app.ts';
import { expect, test } from './fixtures.ts';

interface Made {
  prompt: { id: string };
  messages: { id: string }[];
}

async function given(url: string, method: string, path: string, body: unknown): Promise<Made> {
  const response = await fetch(`${url}/v1${path}`, {
    method,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body)
  });
  expect(response.status).toBeLessThan(300);
  return (await response.json()) as Made;
}

const user = (content: string, id?: string) => ({ role: 'user', content, ...(id ? { id } : {}) });
const rows = (page: Page) => page.locator('[data-version]');
const inspector = (page: Page) => page.getByRole('tabpanel');

const showsPrompt = (page: Page) =>
  expect(page.getByRole('main')).toContainText('You are a great chef.');

/** A prompt with one version, and changes since. */
async function givenPrompt(url: string): Promise<string> {
  const { prompt, messages } = await given(url, 'POST', '/prompts', {
    name: 'Chef',
    systemPrompt: 'You are a chef. Be brief.',
    modelConfig: { temperature: 0.7, maxTokens: 40 },
    messages: [user('Pancakes for {{guests}}.'), user('And a drink.'), user('Thank you.')]
  });
  await given(url, 'POST', `/prompts/${prompt.id}/versions`, { note: 'the beginning' });
  const [first, , last] = messages.map(({ id }) => id);
  await given(url, 'PATCH', `/prompts/${prompt.id}`, {
    systemPrompt: 'You are a great chef. Be brief.',
    modelConfig: { temperature: 1, maxTokens: 40 },
    messages: [user('Thank you.', last), user('Pancakes for {{guests}}.', first)]
  });
  return prompt.id;
}

test('a version is saved, named, labelled, compared and restored by keyboard', async ({
  device,
  server
}) => {
  const id = await givenPrompt(server.url);
  const { page } = await device();
  await page.goto(`/prompts/${id}`);
  await isSynced(page);
  await showsPrompt(page);
  await page.keyboard.press('Control+Alt+Digit3');
  await expect(inspector(page)).toContainText('Changed since v1');

  await page.keyboard.press('Control+s');
  const dialog = page.getByRole('dialog', { name: 'Save version' });
  await expect(dialog.getByLabel('Name')).toBeFocused();
  await page.keyboard.type('Warmer');
  await page.keyboard.press('Enter');
  await expect(inspector(page)).toContainText('The draft is v2');
  await expect(rows(page).first()).toContainText('Warmer');

  await page.getByRole('button', { name: 'More for v1' }).focus();
  await page.keyboard.press('Enter');
  await page.keyboard.press('p');
  await page.keyboard.press('Enter');
  await expect(rows(page).nth(1)).toContainText('production');

  // Side by side: what was removed, moved and changed, and the parameters.
  await rows(page).nth(1).getByRole('link').focus();
  await page.keyboard.press('Enter');
  const differences = page.getByRole('region', { name: 'Differences' });
  await expect(differences).toContainText('temperature');
  await expect(differences.locator('del')).toContainText(['0.7', 'And a drink.']);
  await expect(differences.locator('ins')).toContainText(['1', 'great']);
  await expect(differences).toContainText('removed');
  await expect(differences).toContainText('moved 3 → 1');
  await page.keyboard.press('n');
  await expect(page.locator('.stop')).toHaveText(/^1 of \d$/);
  await page.keyboard.press('n');
  await expect(page.locator('.stop')).toHaveText(/^2 of \d$/);
  await page.keyboard.press('Escape');

  await expect(page).toHaveURL(new RegExp(`/prompts/${id}$`));
  await showsPrompt(page);
  await page.keyboard.press('Control+Alt+Digit3');
  await page.getByRole('button', { name: 'More for v1' }).focus();
  await page.keyboard.press('Enter');
  await page.keyboard.press('r');
  await page.keyboard.press('Enter');
  await expect(inspector(page)).toContainText('The draft is v1');
  await expect(page.getByRole('button', { name: 'Version: v1', exact: true })).toBeVisible();
  await expect(page.getByRole('main')).toContainText('And a drink.');
  await page.getByRole('button', { name: 'Undo', exact: true }).last().click();
  await expect(inspector(page)).toContainText('The draft is v2');
});

test('a version saved offline gets its number later, and its link opens it on another device', async ({
  device,
  server
}) => {
  const id = await givenPrompt(server.url);
  const a = await device();
  await a.page.goto(`/prompts/${id}?version=nowhere`);
  await expect(inspector(a.page)).toContainText('The version of this link is not here.');
  await isSynced(a.page);
  await a.context.setOffline(true);
  await a.page.keyboard.press('Control+s');
  await expect(a.page.getByRole('dialog').getByRole('textbox').first()).toBeFocused();
  await a.page.keyboard.type('On the train');
  await a.page.keyboard.press('Enter');
  await expect(rows(a.page).first()).toContainText('On the train');
  await expect(rows(a.page).first()).toContainText('not synced yet');
  await a.context.setOffline(false);
  await isSynced(a.page);
  await expect(rows(a.page).first()).toContainText('v2');

  const version = await rows(a.page).first().getAttribute('data-version');
  const b = await device();
  await b.page.goto(`/prompts/${id}?version=${version}`);
  await expect(rows(b.page).first()).toContainText('On the train');
  await expect(rows(b.page).first().getByRole('link')).toHaveAttribute('aria-current', 'true');
});

test('undo of a restored text takes back just that, whatever was written since', async ({
  device,
  server
}) => {
  const { page } = await device();
  const { keyboard } = page;
  const id = await writePrompt(page, 'One');
  const undo = () => page.getByRole('button', { name: 'Undo', exact: true }).last().click();
  const restoreFirst = async () => {
    await page.getByRole('button', { name: 'More for v1' }).click();
    await page.getByRole('menuitem', { name: 'Restore' }).click();
    await expect(editorOf(page)).toHaveText('One');
  };
  await isSynced(page);
  await given(server.url, 'POST', `/prompts/${id}/versions`, { note: 'the beginning' });
  await editorOf(page).click();
  await keyboard.press('Control+End');
  await keyboard.type(' and two');
  await isSaved(page);
  await page.getByRole('button', { name: 'Version: v1 · draft' }).click();

  await restoreFirst();
  await undo();
  await expect(editorOf(page)).toHaveText('One and two');
  await restoreFirst();
  await editorOf(page).click();
  await keyboard.press('Control+End');
  await keyboard.type('!');
  await undo();
  await expect(editorOf(page)).toHaveText('One and two');
  await expect(page.getByText('Undo in the text brings back').first()).toBeVisible();
});
