import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { editorOf, isSaved, isSynced, openNew, writePrompt } from './app.ts';
import { expect, test } from './fixtures.ts';

/** Empties IndexedDB as a browser does that needs the room: past the app, while it is closed. */
async function evict(page: Page) {
  await page.goto('/manifest.webmanifest');
  await page.evaluate(
    () =>
      new Promise<void>((resolve, reject) => {
        const request = indexedDB.deleteDatabase('playground-local');
        request.onsuccess = () => resolve();
        request.onerror = () => reject(request.error);
      })
  );
}

test('an emptied store is told with what came back and what was only here', async ({ device }) => {
  const { context, page } = await device();
  const id = await writePrompt(page, 'On the server too.');
  await isSynced(page);
  await openNew(page);
  await isSynced(page);
  // Only writing fails, so that the page can still be opened anew.
  await context.route('**/v1/sync/push', (route) => route.abort());
  await editorOf(page).click();
  await page.keyboard.insertText('Only here.');
  await isSaved(page);
  await expect
    .poll(() => page.evaluate(() => localStorage.getItem('playground-local.kept')))
    .toContain('"waiting":1');
  await evict(page);
  await context.unroute('**/v1/sync/push');

  await page.goto(`/complete/${id}`);
  await expect(editorOf(page)).toContainText('On the server too.');
  const told = page.getByRole('alert').filter({ hasText: 'The browser removed' });
  await expect(told).toContainText('fetched again from the server');
  await expect(told).toContainText('1 change was only here');
  await page.reload();
  await expect(told).toContainText('1 change was only here');
  await told.getByRole('button', { name: 'I have read this' }).click();
  await expect(told).toBeHidden();
  await page.reload();
  await expect(editorOf(page)).toContainText('On the server too.');
  await expect(told).toBeHidden();
});

test('the sync panel tells both counts, and what was refused can be kept as a prompt', async ({
  device
}) => {
  const { context, page } = await device();
  await writePrompt(page, 'Counted.');
  await isSynced(page);
  await page.goto('/settings/storage');
  const prompts = page.getByRole('row').filter({ hasText: 'Prompts' });
  await expect(prompts.getByRole('cell').nth(0)).toHaveText(/^[1-9]\d*$/);
  const here = await prompts.getByRole('cell').nth(0).textContent();
  await expect(prompts.getByRole('cell').nth(1)).toHaveText(here ?? '');
  await expect(page.getByText('Both have the same number of everything')).toBeVisible();

  await page.evaluate(
    () =>
      new Promise<void>((resolve, reject) => {
        const open = indexedDB.open('playground-local');
        open.onsuccess = () => {
          const tx = open.result.transaction('quarantine', 'readwrite');
          tx.objectStore('quarantine').put({
            mid: 'm1',
            key: 'prompts/gone',
            code: 'NOT_FOUND',
            detail: null,
            content: { name: 'Lost', text: { content: 'Refused words.', spans: [] } },
            at: Date.now()
          });
          tx.oncomplete = () => (open.result.close(), resolve());
          tx.onerror = () => reject(tx.error);
        };
      })
  );
  await page.reload();
  const kept = page.getByRole('listitem').filter({ hasText: 'Refused words.' });
  await kept.getByRole('button', { name: 'Discard' }).click();
  await expect(kept).toBeHidden();
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(kept).toBeVisible();

  await context.setOffline(true);
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Export everything' }).click();
  const file = JSON.parse(readFileSync(await (await download).path(), 'utf8')) as {
    tables: { prompts: { text: { content: string } }[]; quarantine: unknown[] };
    failed: unknown[];
  };
  expect(file.failed).toEqual([]);
  expect(file.tables.quarantine).toHaveLength(1);
  expect(file.tables.prompts.map(({ text }) => text.content)).toContain('Counted.');

  // All of it is in the copy, so that nothing is left to decide.
  await kept.getByRole('button', { name: 'Save a copy' }).click();
  await expect(kept).toBeHidden();
  await page.getByRole('button', { name: 'Open', exact: true }).click();
  await expect(editorOf(page)).toContainText('Refused words.');
});
