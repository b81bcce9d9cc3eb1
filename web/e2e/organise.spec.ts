import type { Page } from '@playwright/test';
import { isSynced } from './app.ts';
import { expect, test } from './fixtures.ts';

const list = (page: Page) => page.getByRole('navigation', { name: 'Prompts' });
const linkTo = (page: Page, name: string | RegExp) => list(page).getByRole('link', { name });
const palette = (page: Page) => page.getByRole('dialog', { name: 'Search and commands' });

async function givenPrompt(url: string, name: string, systemPrompt = ''): Promise<string> {
  const response = await fetch(`${url}/v1/prompts`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ name, systemPrompt, messages: [{ role: 'user', content: 'one' }] })
  });
  expect(response.status).toBe(201);
  const { prompt } = (await response.json()) as { prompt: { id: string } };
  return prompt.id;
}

async function openPalette(page: Page, query: string) {
  await page.keyboard.press('Control+k');
  await expect(palette(page).getByRole('combobox')).toBeFocused();
  await page.keyboard.type(query);
}

/** Opens the menu of a prompt, or of all that are selected, and there its tags. */
async function openTags(page: Page, name: string) {
  await linkTo(page, name).click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Tags…' }).click();
  await expect(page.getByRole('dialog', { name: /^Tags of/ })).toBeVisible();
}

/** What the menu of tags says, as “tag: how many”. */
async function tagsInUse(page: Page): Promise<string[]> {
  await page.getByRole('button', { name: 'Order and tags' }).click();
  const menu = page.getByRole('menu', { name: 'Order and tags' });
  await expect(menu).toBeVisible();
  const all = await menu.getByRole('menuitemradio').allInnerTexts();
  await page.keyboard.press('Escape');
  return all.map((text) => text.split(/\s+/).filter(Boolean).join(': '));
}

test('tags are given to one prompt and to several, taken back, and filtered by', async ({
  device,
  server
}) => {
  const first = await givenPrompt(server.url, 'Alder');
  await givenPrompt(server.url, 'Birch');
  const { page } = await device();
  await page.goto(`/prompts/${first}`);
  await isSynced(page);

  await openTags(page, 'Alder');
  await page.getByRole('textbox', { name: 'Tags' }).fill('tree');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(page.getByText('Tags of “Alder” changed.').first()).toBeVisible();
  expect(await tagsInUse(page)).toContain('tree: 1');

  await linkTo(page, 'Alder').click({ modifiers: ['Control'] });
  await linkTo(page, 'Birch').click({ modifiers: ['Control'] });
  await openTags(page, 'Birch');
  // Typed and not yet a tag: what is saved is what one sees.
  await page.getByRole('textbox', { name: 'Tags all of them have' }).fill('wood');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(page.getByText('Tags of 2 prompts changed.').first()).toBeVisible();
  expect(await tagsInUse(page)).toEqual(expect.arrayContaining(['tree: 1', 'wood: 2']));
  await page.getByRole('button', { name: 'Undo', exact: true }).last().click();
  await expect.poll(() => tagsInUse(page)).not.toContain('wood: 2');
  await page.getByRole('button', { name: 'Clear the selection' }).click();

  await page.getByRole('button', { name: 'Order and tags' }).click();
  await page.getByRole('menuitemradio', { name: /^tree/ }).click();
  await expect(linkTo(page, 'Alder')).toBeVisible();
  await expect(linkTo(page, 'Birch')).toBeHidden();

  await openTags(page, 'Alder');
  await page.getByRole('button', { name: 'Remove tree' }).click();
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(list(page).getByText('No match')).toBeVisible();
});

test('the palette shows a prompt by its name, however long its text is', async ({
  device,
  server
}) => {
  const id = await givenPrompt(server.url, 'Alder of the northern woods', 'tree '.repeat(80));
  const { page } = await device();
  await page.goto(`/prompts/${id}`);
  await isSynced(page);
  await openPalette(page, 'alder');
  const hit = palette(page).getByRole('option', { name: /^Alder of the northern woods/ });
  await expect(hit).toBeVisible();
  const { whole, shown } = await hit.locator('.title').evaluate((title) => ({
    whole: title.scrollWidth,
    shown: title.clientWidth
  }));
  expect(whole).toBeGreaterThan(100);
  expect(shown).toBe(whole);
  const row = await hit.boundingBox();
  const preview = await hit.locator('small').boundingBox();
  if (preview && row) expect(preview.x + preview.width).toBeLessThanOrEqual(row.x + row.width);
});

test('undo and redo are found in the palette, also on a phone', async ({ device, server }) => {
  const id = await givenPrompt(server.url, 'Alder');
  const { page } = await device({ width: 390, touch: true });
  await page.goto(`/prompts/${id}`);
  await isSynced(page);
  const text = page.getByRole('textbox', { name: 'User message 1' });
  await text.click();
  await page.keyboard.press('Control+End');
  await page.keyboard.type(' two');
  await expect(text).toHaveText('one two');
  for (const [command, result] of [
    ['Undo', 'one'],
    ['Redo', 'one two']
  ] as const) {
    await page.getByRole('button', { name: 'More', exact: true }).click();
    await page.getByRole('menuitem', { name: 'Commands' }).click();
    await palette(page).getByRole('option', { name: command, exact: true }).click();
    await expect(text).toHaveText(result);
  }
});

test('a new project says in which other one it will stand', async ({ device, server }) => {
  const id = await givenPrompt(server.url, 'Alder');
  const { page } = await device();
  await page.goto(`/prompts/${id}`);
  await isSynced(page);
  for (const name of ['Alpha', 'Beta']) {
    await openPalette(page, 'new project');
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog', {
      name: name === 'Alpha' ? 'New project' : 'New project in Alpha',
      exact: true
    });
    await dialog.getByRole('textbox', { name: 'Name' }).fill(name);
    await page.keyboard.press('Enter');
    await expect(page.getByRole('button', { name: 'Project: Alpha' })).toBeVisible();
  }
});

test('a prompt without a name is called by its first message wherever it is listed', async ({
  device,
  server
}) => {
  const id = await givenPrompt(server.url, '');
  const { page } = await device();
  await page.goto(`/prompts/${id}`);
  await isSynced(page);
  await expect(linkTo(page, /^one /)).toBeVisible();
  await expect(page.getByRole('heading', { name: 'one', exact: true })).toBeAttached();
  await page.getByRole('textbox', { name: 'User message 1' }).click();
  await page.keyboard.press('Control+End');
  await page.keyboard.type(' more');
  await expect(linkTo(page, /^one more /)).toBeVisible();
  await openPalette(page, 'one more');
  await expect(palette(page).getByRole('option', { name: 'one more', exact: true })).toBeVisible();
});

test('who goes from one prompt to another hears the name of the other', async ({
  device,
  server
}) => {
  const id = await givenPrompt(server.url, 'Alder');
  await givenPrompt(server.url, 'Birch');
  const { page } = await device();
  await page.goto(`/prompts/${id}`);
  await isSynced(page);
  for (const name of ['Birch', 'Alder']) {
    await linkTo(page, name).click();
    await expect(page.locator('#svelte-announcer')).toHaveText(`${name} · The Playground`);
    await expect(page).toHaveTitle(`${name} · The Playground`);
  }
});
