import { isSynced } from './app.ts';
import { expect, test } from './fixtures.ts';
import { givenChat } from './given-chat.ts';

test('a conversation that nearly fills its model is summarised in sight, unfolds, and is sent whole again', async ({
  device,
  server
}) => {
  const turns = Array.from({ length: 9 }, (_, at) => [
    { role: 'user' as const, text: `Question ${at + 1}: ${'how is it made? '.repeat(100)}` },
    { role: 'assistant' as const, text: `Answer ${at + 1}: ${'with flour and water. '.repeat(90)}` }
  ]).flat();
  const id = await givenChat(server.url, 'A long talk', turns);
  const { page } = await device();
  await page.goto(`/chat/${id}`);
  await expect(page.getByText(/nearly fills what the model reads/)).toBeVisible();
  await expect(page.getByText(/context \d\d %/).first()).toBeVisible();
  await page.getByRole('button', { name: 'Summarise older turns' }).click();

  const card = page.getByRole('region', { name: /^Summary of 1\d older messages$/ });
  await expect(card).toBeVisible();
  await expect(page.getByText(/nearly fills what the model reads/)).toHaveCount(0);
  await expect(page.getByText('Question 1:')).toHaveCount(0);

  await card.getByRole('button', { name: 'Show the messages' }).click();
  await expect(page.getByText('Question 1:')).toBeVisible();
  await isSynced(page);
  await page.reload();
  await page.getByRole('log').focus();
  await page.keyboard.press('Home');
  await expect(card).toBeVisible();
  await card.getByRole('button', { name: 'Undo the summary' }).click();
  await expect(card).toHaveCount(0);
  await expect(page.getByText('Question 1:')).toBeVisible();
  await expect(page.getByText(/nearly fills what the model reads/)).toBeVisible();
});
