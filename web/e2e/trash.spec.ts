import { v7 } from 'uuid';
import type { Page } from '@playwright/test';
import { isSynced } from './app.ts';
import { expect, test } from './fixtures.ts';

/** Puts a prompt into the trash, as another device would have. */
async function givenTrashed(url: string, name: string) {
  const at = Date.now();
  const values = { kind: 'text', name, createdAt: at, deletedAt: at };
  const set = Object.fromEntries(
    Object.entries(values).map(([path, v]) => [path, { v, base: null, baseEff: 0, ts: at }])
  );
  const mutation = { mid: v7(), cseq: 1, scope: 'u:local', collection: 'prompts', id: v7(), sv: 1 };
  const response = await fetch(`${url}/v1/sync/push`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ clientId: v7(), mutations: [{ ...mutation, op: 'create', set }] })
  });
  expect(response.status).toBe(200);
}

const main = (page: Page) => page.getByRole('main');

test('what one deletes for ever is asked about, and is gone from the second device as well', async ({
  device,
  server
}) => {
  for (const name of ['Soup of the day', 'Bread', 'Salad']) await givenTrashed(server.url, name);
  const a = await device();
  const b = await device();
  for (const { page } of [a, b]) {
    await page.goto('/trash');
    await expect(main(page).getByText('Soup of the day')).toBeVisible();
    await isSynced(page);
  }

  await a.page.getByRole('button', { name: 'Delete Soup of the day for ever' }).click();
  const question = a.page.getByRole('dialog', { name: 'Delete “Soup of the day” for ever?' });
  await expect(question).toContainText('versions, runs, outputs, conflicts');
  await question.getByRole('button', { name: 'Cancel' }).click();
  await expect(main(a.page).getByText('Soup of the day')).toBeVisible();

  // Without a network it is gone here, and waits for the others.
  await a.context.setOffline(true);
  await a.page.getByRole('button', { name: 'Delete Soup of the day for ever' }).click();
  await question.getByRole('button', { name: 'Delete forever' }).click();
  await expect(main(a.page).getByText('Soup of the day')).toHaveCount(0);
  await expect(main(b.page).getByText('Soup of the day')).toBeVisible();
  await a.context.setOffline(false);
  await isSynced(a.page);
  await expect(main(b.page).getByText('Soup of the day')).toHaveCount(0);
  await expect(main(b.page).getByText('Bread')).toBeVisible();

  await b.page.getByRole('button', { name: 'Empty trash' }).click();
  await b.page.getByRole('dialog').getByRole('button', { name: 'Empty trash' }).click();
  for (const { page } of [a, b])
    await expect(page.getByRole('heading', { name: 'The trash is empty' })).toBeVisible();
  await a.page.reload();
  await expect(a.page.getByRole('heading', { name: 'The trash is empty' })).toBeVisible();
});
