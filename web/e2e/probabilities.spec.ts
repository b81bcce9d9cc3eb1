import { editorOf, isComplete, openNew } from './app.ts';
import { expect, test } from './fixtures.ts';

test('tokens are coloured by their probability, and one goes on from another one the model might have written', async ({
  device
}) => {
  const { page } = await device();
  await openNew(page);
  await editorOf(page).click();
  await page.keyboard.insertText('The old lighthouse keeper');
  await page.getByLabel('Show probabilities').selectOption('On, with 5 alternatives');
  await editorOf(page).click();
  await page.keyboard.press('ControlOrMeta+Enter');
  await isComplete(page);

  // Who asks for them sees them, without another click.
  const tokens = page.locator('.cm-chance');
  await expect(tokens.nth(6)).toBeVisible();
  const written = await editorOf(page).innerText();

  await tokens.nth(6).hover();
  const others = page.getByRole('group', { name: /^Instead of/ });
  const other = others.getByRole('button').first();
  const word = (await other.innerText()).replaceAll('␣', ' ');
  const before = (await tokens.allInnerTexts()).slice(0, 6).join('');
  await other.click();
  const stays = `The old lighthouse keeper${before}${word}`;
  const standing = () => editorOf(page).innerText();
  await expect.poll(async () => (await standing()).length).not.toBe(written.length);
  await expect.poll(async () => (await standing()).length).toBeGreaterThan(stays.length);
  await isComplete(page);
  expect((await standing()).startsWith(stays)).toBe(true);

  await editorOf(page).click();
  await page.keyboard.press('ControlOrMeta+z');
  await page.keyboard.press('ControlOrMeta+z');
  await expect.poll(standing).toBe(written);

  // By keyboard: the token at the caret, its others, and back into the text.
  await page.keyboard.press('ControlOrMeta+Home');
  for (let i = 0; i < 'The old lighthouse keeper'.length + 2; i += 1)
    await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Alt+p');
  await expect(others.getByRole('button').first()).toBeFocused();
  await page.keyboard.press('ArrowDown');
  await expect(others.getByRole('button').nth(1)).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(others).toBeHidden();
  await expect(editorOf(page)).toBeFocused();

  await page.getByRole('button', { name: 'Hide probabilities' }).last().click();
  await expect(tokens).toHaveCount(0);
});
