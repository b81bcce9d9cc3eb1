import {
  editorOf,
  editorIsReady,
  isSaved,
  isSynced,
  runButton,
  writePrompt,
  opensOffline
} from './app.ts';
import { expect, test } from './fixtures.ts';

test('a prompt written on one device appears on the other', async ({ device }) => {
  const a = await device();
  const b = await device();
  await b.page.goto('/complete/new');
  const id = await writePrompt(a.page, 'Written on the first device.');
  await b.page.goto(`/complete/${id}`);
  await expect(editorOf(b.page)).toContainText('Written on the first device.');

  await editorOf(a.page).press('End');
  await a.page.keyboard.type(' And more.');
  await expect(editorOf(b.page)).toContainText('Written on the first device. And more.');
});

test('offline everything opens and edits, Run says why not, and it all arrives within 2 s', async ({
  device
}) => {
  const a = await device();
  const b = await device();
  const id = await writePrompt(a.page, 'Before the tunnel.');
  await isSynced(a.page);
  // The service worker controls the page from its second load on.
  await opensOffline(a.page);
  await a.page.reload();
  await editorIsReady(a.page);
  await b.page.goto(`/complete/${id}`);
  await expect(editorOf(b.page)).toContainText('Before the tunnel.');

  await a.context.setOffline(true);
  await a.page.reload();
  await expect(editorOf(a.page)).toContainText('Before the tunnel.');
  await editorOf(a.page).press('End');
  await a.page.keyboard.type(' In the tunnel.');
  await isSaved(a.page);
  await expect(a.page.getByText(/offline/i).first()).toBeVisible();
  await expect(a.page.getByText(/needs the server/i).first()).toBeVisible();
  await expect(runButton(a.page)).toHaveCount(0);
  await expect(a.page.getByRole('button', { name: 'Run when online' })).toBeVisible();

  await a.context.setOffline(false);
  await expect(editorOf(b.page)).toContainText('Before the tunnel. In the tunnel.', {
    timeout: 2_000
  });
  await isSynced(a.page);
});

test('changes made on both devices while apart survive and meet', async ({ device }) => {
  const a = await device();
  const b = await device();
  const id = await writePrompt(a.page, 'A shared prompt.');
  await isSynced(a.page);
  await b.page.goto(`/complete/${id}`);
  await expect(editorOf(b.page)).toContainText('A shared prompt.');
  await isSynced(b.page);

  for (const { page, context } of [a, b]) {
    await opensOffline(page);
    await context.setOffline(true);
  }
  await editorOf(a.page).press('End');
  await a.page.keyboard.type(' Edited by A.');
  await isSaved(a.page);
  await b.page.getByRole('textbox', { name: 'Prompt name' }).fill('Named by B');
  await b.page.keyboard.press('Enter');
  await b.context.setOffline(false);
  await a.context.setOffline(false);

  for (const { page } of [a, b]) {
    await expect(editorOf(page)).toContainText('A shared prompt. Edited by A.');
    await expect(page.getByRole('textbox', { name: 'Prompt name' })).toHaveValue('Named by B');
  }
});
