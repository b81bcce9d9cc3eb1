import type { Page } from '@playwright/test';
import { editorOf, isSynced, writePrompt } from './app.ts';
import { expect, test } from './fixtures.ts';
import { givenChat } from './given-chat.ts';
import { adaAndBob } from './team.ts';

const inspector = (page: Page) => page.getByRole('tabpanel');
const notice = (page: Page) => page.getByRole('group', { name: 'Notice' });

test('words are commented on by keyboard, and the comment stays with them when the text changes', async ({
  device
}) => {
  const { page } = await device();
  const id = await writePrompt(page, 'Dear all, the cat is back.');
  await editorOf(page).click();
  await page.keyboard.press('Control+End');
  for (let n = 0; n < 'is back.'.length; n++) await page.keyboard.press('Shift+ArrowLeft');
  await page.keyboard.press('Control+Alt+k');
  const field = inspector(page).getByLabel('Comment on the selected words');
  await expect(field).toBeFocused();
  await expect(inspector(page).getByRole('blockquote')).toContainText('is back.');
  await page.keyboard.insertText('Since when?');
  await page.keyboard.press('Control+Enter');
  await expect(inspector(page).getByRole('article')).toContainText('Since when?');
  await expect(page.locator('.cm-comment')).toHaveText('is back.');

  await editorOf(page).click();
  await page.keyboard.press('Control+Home');
  await page.keyboard.insertText('Hello! ');
  await expect(page.locator('.cm-comment')).toHaveText('is back.');
  await isSynced(page);
  await page.reload();
  await page.getByRole('tab', { name: 'Comments' }).click();
  await expect(page.locator('.cm-comment')).toHaveText('is back.');

  await inspector(page).getByRole('button', { name: 'Reply' }).click();
  await page.keyboard.insertText('Since Monday.');
  await page.keyboard.press('Control+Enter');
  await expect(inspector(page).getByRole('article')).toHaveCount(2);
  await inspector(page).getByRole('button', { name: 'Resolve' }).click();
  await expect(page.locator('.cm-comment')).toHaveCount(0);
  await expect(inspector(page).getByText('Every thread is resolved')).toBeVisible();
  await expect(inspector(page).getByLabel('Comment', { exact: true })).toBeFocused();
  await inspector(page).getByRole('button', { name: 'Resolved 1' }).click();
  await inspector(page).getByRole('button', { name: 'Open again' }).click();
  await expect(inspector(page).getByRole('button', { name: 'Resolve' })).toBeVisible();
  await inspector(page).getByRole('button', { name: 'Resolve' }).click();
  await expect(page.locator('.cm-comment')).toHaveCount(0);
  await notice(page).last().getByRole('button', { name: 'Undo' }).click();
  await expect(page.locator('.cm-comment')).toHaveCount(1);
  expect(page.url()).toContain(id);

  await page.getByRole('tab', { name: 'Versions' }).click();
  await expect(page.locator('.cm-comment')).toHaveCount(0);
  await page.getByRole('tab', { name: 'Comments' }).click();
  await inspector(page).getByLabel('Comment', { exact: true }).fill('Half a thought');
  await page.reload();
  await page.getByRole('tab', { name: 'Comments' }).click();
  await expect(inspector(page).getByLabel('Comment', { exact: true })).toHaveValue(
    'Half a thought'
  );
});

test('selected words that are replaced before anything is said of them are let go', async ({
  device
}) => {
  const { page } = await device();
  await writePrompt(page, 'Dear all, the cat is back.');
  await page.getByRole('tab', { name: 'Comments' }).click();
  // Where it came with words selected, it would take the focus.
  await expect(inspector(page).getByLabel('Comment', { exact: true })).toBeVisible();
  await editorOf(page).click();
  await page.keyboard.press('Control+a');
  await expect(inspector(page).getByRole('blockquote')).toContainText('the cat is back.');
  await page.keyboard.insertText('Something else, of dogs.');
  await expect(inspector(page).getByRole('blockquote')).toHaveCount(0);
  await expect(inspector(page).getByLabel('Comment', { exact: true })).toBeVisible();
});

test('words of a message are marked in that message, and the thread leads to them', async ({
  device
}) => {
  const { page } = await device();
  await page.goto('/prompts');
  await page.getByRole('link', { name: /Recipe for any dish/ }).click();
  const [user, assistant] = ['User message 1', 'Assistant message 2'].map((name) =>
    page.getByRole('textbox', { name })
  );
  if (!user || !assistant) throw new Error('no messages');
  // Both begin with the same words.
  await expect(user).toContainText('Recipe: Omelette');
  await expect(assistant).toContainText('Recipe: Omelette');
  await assistant.click();
  await page.keyboard.press('Control+Home');
  for (let n = 0; n < 'Recipe'.length; n++) await page.keyboard.press('Shift+ArrowRight');
  await page.keyboard.press('Control+Alt+k');
  await expect(inspector(page).getByLabel('Comment on the selected words')).toBeFocused();
  await expect(inspector(page).getByRole('blockquote')).toContainText('Recipe');
  await page.keyboard.insertText('Say it once.');
  await page.keyboard.press('Control+Enter');
  await expect(assistant.locator('.cm-comment')).toHaveText('Recipe');
  await expect(user.locator('.cm-comment')).toHaveCount(0);

  await user.click();
  await inspector(page).getByRole('button', { name: 'Recipe', exact: true }).click();
  await expect(assistant).toBeFocused();
  await page.keyboard.insertText('Dish');
  await expect(inspector(page).getByText('These words were rewritten since.')).toBeVisible();
  await expect(assistant.locator('.cm-comment')).toHaveText('Dish');
});

test('words of a chat are commented on, and the thread leads to them', async ({ device }) => {
  const { page } = await device();
  await page.goto('/chat/new');
  await page.getByRole('textbox', { name: 'Message' }).fill('Beans on a balcony, please.');
  await page.keyboard.press('Enter');
  const asked = page.getByRole('log').getByText('Beans on a balcony, please.');
  await expect(page.getByRole('button', { name: 'Answer again' }).first()).toBeVisible();
  await asked.dblclick({ position: { x: 8, y: 8 } });
  await page.keyboard.press('Control+Alt+k');
  await expect(inspector(page).getByLabel('Comment on the selected words')).toBeFocused();
  await page.keyboard.insertText('Which kind?');
  await page.keyboard.press('Control+Enter');
  await expect(inspector(page).getByRole('article')).toContainText('Which kind?');
  const marked = () => page.evaluate(() => CSS.highlights.get('comments')?.size ?? 0);
  await expect.poll(marked).toBe(1);

  await isSynced(page);
  await page.reload();
  await page.getByRole('tab', { name: 'Comments' }).click();
  await expect.poll(marked).toBe(1);
  await inspector(page).getByRole('button', { name: 'Beans', exact: true }).click();
  await expect.poll(() => page.evaluate(() => document.getSelection()?.toString())).toBe('Beans');
});

test('a snapshot is commented on offline, and the comment comes to another device', async ({
  device
}) => {
  const { page, context } = await device();
  await writePrompt(page, 'Kept as it is.');
  await page.keyboard.press('Control+Shift+S');
  await notice(page).last().getByRole('button', { name: 'Open' }).click();
  await expect(page.getByRole('region', { name: 'Text' })).toHaveText('Kept as it is.');
  await isSynced(page);
  const { pathname } = new URL(page.url());
  await context.setOffline(true);
  await page.keyboard.press('Control+Alt+k');
  await expect(inspector(page).getByLabel('Comment', { exact: true })).toBeFocused();
  await page.keyboard.insertText('The best one.');
  await page.keyboard.press('Control+Enter');
  await expect(inspector(page).getByRole('article')).toContainText('The best one.');
  await context.setOffline(false);
  await isSynced(page);

  const other = await device();
  await other.page.goto(pathname);
  await other.page.getByRole('tab', { name: /Comments/ }).click();
  await expect(inspector(other.page).getByRole('article')).toContainText('The best one.');
});

test('all tabs of the inspector are seen, also where they have little room', async ({ device }) => {
  const { page } = await device({ width: 1024 });
  await page.goto('/prompts');
  await page.getByRole('link', { name: /Recipe for any dish/ }).click();
  const list = page.getByRole('tablist', { name: 'Inspector' });
  for (const path of [null, '/complete/new', '/chat/new']) {
    if (path) await page.goto(path);
    await expect(list.getByRole('tab', { name: 'Comments' })).toBeInViewport({ ratio: 1 });
    await expect(list.getByRole('tab', { name: 'Parameters' })).toBeInViewport({ ratio: 1 });
    const cut = await list.evaluate((element) => element.scrollWidth - element.clientWidth);
    expect(cut).toBeLessThanOrEqual(0);
  }
});

test.describe('with accounts', () => {
  test.use({ env: { PLAYGROUND_MODE: 'team' } });

  test('whoever is called by a comment is told of it from outside, until it is read', async ({
    device
  }) => {
    const { ada, bob } = await adaAndBob(device);
    await ada.goto('/chat/new');
    await ada.getByRole('textbox', { name: 'Message' }).fill('Beans on a balcony, please.');
    await ada.keyboard.press('Enter');
    await expect(ada.getByRole('button', { name: 'Answer again' }).first()).toBeVisible();
    await ada.getByRole('tab', { name: 'Comments' }).click();
    const field = inspector(ada).getByLabel('Comment', { exact: true });
    await field.click();
    await ada.keyboard.type('What now, @');
    await expect(ada.getByRole('option', { name: 'Bob' })).toBeVisible();
    await ada.keyboard.press('Escape');
    await expect(ada.getByRole('option')).toHaveCount(0);
    await ada.keyboard.press('Backspace');
    await ada.keyboard.type('@b');
    await ada.keyboard.press('Enter');
    await ada.keyboard.type('?');
    await expect(field).toHaveValue('What now, @Bob ?');
    await ada.keyboard.press('Control+Enter');
    await expect(inspector(ada).getByRole('article').locator('b')).toHaveText('@Bob');
    await isSynced(ada);

    await bob.goto('/search');
    await bob.getByRole('link', { name: /1 unread comment, you are mentioned/ }).click();
    const row = bob.getByRole('link', { name: /Beans on a balcony/ });
    await expect(row.getByRole('img', { name: /you are mentioned/ })).toBeVisible();
    const tab = bob.getByRole('tab', { name: /Comments/ });
    await expect(
      tab.getByRole('img', { name: '1 unread comment, you are mentioned' })
    ).toBeVisible();
    await tab.click();
    await expect(inspector(bob).getByText('New', { exact: true })).toBeVisible();
    await expect(tab.getByRole('img')).toHaveCount(0);
    await expect(row.getByRole('img')).toHaveCount(0);
    await bob.goto('/search');
    await expect(bob.getByRole('heading', { name: 'Search' })).toBeVisible();
    await expect(bob.getByRole('heading', { name: 'Unread comments' })).toHaveCount(0);

    await ada.goto('/complete/new');
    await writePrompt(ada, 'Ours to discuss');
    await ada.getByRole('tab', { name: 'Comments' }).click();
    await inspector(ada).getByLabel('Comment', { exact: true }).fill('Shorter, please.');
    await ada.keyboard.press('Control+Enter');
    await isSynced(ada);
    await bob.goto('/complete');
    const prompt = bob.getByRole('link', { name: /Ours to discuss/ });
    await expect(prompt.getByRole('img', { name: '1 unread comment' })).toBeVisible();
    await prompt.click();
    const promptTab = bob.getByRole('tab', { name: /Comments/ });
    await expect(promptTab.getByRole('img', { name: '1 unread comment' })).toBeVisible();
    await promptTab.click();
    await expect(promptTab.getByRole('img')).toHaveCount(0);
  });
});

test('words selected across bold and items of a rendered answer are commented on, and marked there', async ({
  device,
  server
}) => {
  const id = await givenChat(server.url, 'Bread', [
    { role: 'user', text: 'How?' },
    { role: 'assistant', text: 'Take **all of** the `flour`.\n\n- One *slice* each\n- Two more' }
  ]);
  const { page } = await device();
  await page.goto(`/chat/${id}`);
  const answer = page.getByRole('article', { name: 'Model' });
  await expect(answer.getByRole('listitem')).toHaveCount(2);
  await page.getByRole('tab', { name: /^Comments/ }).click();
  await expect(page.getByText('No comments yet')).toBeVisible();
  await answer.evaluate((article) => {
    const from = article.querySelector('strong')?.firstChild;
    const to = article.querySelector('em')?.firstChild;
    if (from && to) getSelection()?.setBaseAndExtent(from, 4, to, 5);
  });
  const box = page.getByRole('textbox', { name: 'Comment on the selected words' });
  await box.fill('Really?');
  await page.getByRole('button', { name: 'Comment', exact: true }).click();
  await expect(inspector(page).getByText('of** the `flour`. - One *slice')).toBeVisible();
  const marked = () =>
    page.evaluate(() =>
      [...(CSS.highlights.get('comments') ?? [])].map((range) => range.toString().split(/\s+/))
    );
  await expect.poll(marked).toEqual([['of', 'the', 'flour.', 'One', 'slice']]);
});
