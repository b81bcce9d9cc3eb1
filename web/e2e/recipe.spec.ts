import { isComplete } from './app.ts';
import { expect, test } from './fixtures.ts';

test('the recipe story: from one line to a labelled, exported prompt, by keyboard alone, in under three minutes', async ({
  device
}) => {
  const { page } = await device();
  const { keyboard } = page;
  const textbox = (name: string | RegExp) => page.getByRole('textbox', { name });
  const panel = page.getByRole('tabpanel');
  await page.goto('/prompts/new');
  await expect(textbox('User message 1')).toBeFocused();
  const began = Date.now();

  await keyboard.type('Write me a recipe');
  await keyboard.press('ArrowUp');
  await expect(textbox('System text')).toBeFocused();
  await keyboard.type('You are a great chef. Answer with a title and short steps.');
  await keyboard.press('ArrowDown');

  // A good example, and a bad one with what is wrong about it.
  await keyboard.press('Control+End');
  await keyboard.type(' for pancakes.');
  await keyboard.press('Alt+Enter');
  await expect(textbox('Assistant message 2')).toBeFocused();
  await keyboard.type('Pancakes. 1. Whisk. 2. Rest. 3. Fry.');
  await keyboard.press('Alt+Enter');
  await expect(textbox('User message 3')).toBeFocused();
  await keyboard.type('Too long would be: “Well, pancakes have a long history …”');
  await keyboard.press('Alt+Enter');
  await expect(textbox('Assistant message 4')).toBeFocused();
  await keyboard.type('Understood: no chatter.');
  await keyboard.press('Alt+Enter');
  await expect(textbox('User message 5')).toBeFocused();
  await keyboard.type('Write a recipe for {{dish}} for {{guests}} guests.');

  // Its variables are asked for where they are missing.
  await keyboard.press('Control+Enter');
  await expect(panel.getByLabel('dish', { exact: true })).toBeVisible();
  await panel.getByLabel('dish', { exact: true }).focus();
  await keyboard.type('chocolate cake');
  await panel.getByLabel('guests', { exact: true }).focus();
  await keyboard.type('6');

  await keyboard.press('Control+Alt+Digit4');
  for (let run = 1; run <= 10; run++) {
    await keyboard.press('Control+Enter');
    await expect(panel.locator('[data-run]')).toHaveCount(run);
    await isComplete(page);
  }

  // Two of them side by side.
  await panel.locator('[data-run]').first().focus();
  await keyboard.press('Space');
  await keyboard.press('ArrowDown');
  await keyboard.press('Space');
  await keyboard.press('Shift+C');
  await expect(page.getByRole('heading', { name: 'Compare 2 runs' })).toBeVisible();
  await page.goBack();

  // The version all of them ran is the one to keep.
  await expect(textbox('System text')).toBeVisible();
  await keyboard.press('Control+Alt+Digit3');
  await page.getByRole('button', { name: 'More for v1' }).focus();
  await keyboard.press('Enter');
  await keyboard.press('p');
  await keyboard.press('Enter');
  await expect(panel.locator('[data-version]').first()).toContainText('production');

  const download = page.waitForEvent('download');
  await keyboard.press('Control+k');
  await keyboard.type('Export this prompt');
  await keyboard.press('Enter');
  const dialog = page.getByRole('dialog', { name: /^Export/ });
  await expect(dialog).toContainText('1 prompt with');
  await dialog.getByRole('button', { name: 'Export', exact: true }).focus();
  await keyboard.press('Enter');
  expect((await download).suggestedFilename()).toMatch(/\.zip$/);
  expect(Date.now() - began).toBeLessThan(180_000);
});
