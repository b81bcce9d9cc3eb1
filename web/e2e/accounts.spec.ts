import type { Page } from '@playwright/test';
import { editorOf, isSynced, writePrompt } from './app.ts';
import { expect, test } from './fixtures.ts';

test.use({ env: { PLAYGROUND_MODE: 'team' } });

const password = 'correct horse battery';

async function register(page: Page, name: string) {
  await page.getByLabel('Name', { exact: true }).fill(name);
  await page.getByLabel('E-mail').fill(`${name.toLowerCase()}@example.org`);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Create your account' }).click();
  await expect(page.getByRole('button', { name: new RegExp(`^${name}`) })).toBeVisible();
}

async function organization(page: Page, name: string) {
  await page.goto('/settings/account');
  await page.getByRole('button', { name: 'New organization…' }).click();
  await page.getByRole('dialog').getByLabel('Name').fill(name);
  await page.getByRole('button', { name: 'Make it' }).click();
  await expect(page.getByRole('button', { name: new RegExp(`· ${name}$`) })).toBeVisible();
}

async function invitation(page: Page, name: string, role?: string): Promise<string> {
  await page.goto('/settings/members');
  await page.getByLabel('E-mail').fill(`${name.toLowerCase()}@example.org`);
  if (role) await page.getByLabel('Role', { exact: true }).selectOption(role);
  await page.getByRole('button', { name: 'Make a link' }).click();
  return page.getByLabel(/^Link for/).inputValue();
}

test('two people share an organization, live, until one is removed', async ({ device }) => {
  const ada = (await device()).page;
  await ada.goto('/');
  await expect(ada.getByRole('heading', { name: 'Create the owner’s account' })).toBeVisible();
  await register(ada, 'Ada');
  await organization(ada, 'Acme');
  const link = await invitation(ada, 'Bob');

  const bob = (await device()).page;
  await bob.goto(link);
  await register(bob, 'Bob');
  await expect(bob.getByRole('button', { name: /· Acme$/ })).toBeVisible();

  await ada.goto('/complete/new');
  await writePrompt(ada, 'A text both of us see');
  await isSynced(ada);
  await bob.goto('/complete');
  await bob.getByRole('link', { name: /A text both of us see/ }).click();
  await expect(editorOf(bob)).toContainText('A text both of us see');

  await ada.goto('/settings/members');
  await ada.getByRole('button', { name: 'Remove Bob' }).click();
  await ada.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
  await expect(bob.getByText('You no longer belong to that organization.').first()).toBeVisible();
  await expect(bob.getByRole('button', { name: /· Personal$/ })).toBeVisible();
  const databases = () =>
    bob.evaluate(async () => (await indexedDB.databases()).map(({ name }) => name ?? ''));
  // Two: his own, and the empty one from before anybody had signed in here.
  expect(await databases()).toHaveLength(2);
  await expect(bob.getByText('A text both of us see')).toHaveCount(0);
});

test('whoever is signed out elsewhere goes on writing, and it syncs when they are back', async ({
  device
}) => {
  const { page, context } = await device();
  await page.goto('/');
  await register(page, 'Ada');
  await page.goto('/complete/new');
  await writePrompt(page, 'Before');
  await isSynced(page);
  await context.clearCookies();
  await editorOf(page).click();
  await page.keyboard.press('ControlOrMeta+End');
  await page.keyboard.type(' and after');
  await expect(page.getByText('You are signed out.')).toBeVisible();
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  const form = page.getByRole('dialog');
  await form.getByLabel('E-mail').fill('ada@example.org');
  await form.getByLabel('Password').fill(password);
  await form.getByRole('button', { name: 'Sign in', exact: true }).click();
  await expect(page.getByText('You are signed out.')).toHaveCount(0);
  await isSynced(page);
  await expect(editorOf(page)).toContainText('Before and after');
});

test('signing out asks what shall stay, and the next person sees nothing of it', async ({
  device
}) => {
  const { page } = await device();
  await page.goto('/');
  await register(page, 'Ada');
  await page.goto('/complete/new');
  await writePrompt(page, 'A secret of Ada');
  await isSynced(page);
  await page.goto('/settings/account');
  await page.getByRole('button', { name: 'Sign out…' }).click();
  await page.getByRole('button', { name: 'Remove from this browser' }).click();
  await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible();
  const kept = await page.evaluate(async () => {
    const stores: string[] = [];
    for (const { name = '' } of await indexedDB.databases()) {
      const db = await new Promise<IDBDatabase>((resolve, reject) => {
        const opening = indexedDB.open(name);
        opening.onsuccess = () => resolve(opening.result);
        opening.onerror = () => reject(opening.error);
      });
      for (const store of db.objectStoreNames)
        stores.push(
          await new Promise<string>((resolve) => {
            const all = db.transaction(store).objectStore(store).getAll();
            all.onsuccess = () => resolve(JSON.stringify(all.result));
          })
        );
      db.close();
    }
    return stores.join('\n') + JSON.stringify({ ...localStorage });
  });
  expect(kept).not.toContain('A secret of Ada');
});

test('a viewer can read everything, and is offered nothing they may not do', async ({ device }) => {
  const ada = (await device()).page;
  await ada.goto('/');
  await register(ada, 'Ada');
  await organization(ada, 'Acme');
  const link = await invitation(ada, 'Vic', 'viewer');
  await ada.goto('/complete/new');
  await writePrompt(ada, 'Words of Ada');
  await isSynced(ada);
  const made = await ada.request.post('/v1/prompts', {
    data: { name: 'With messages', kind: 'messages' },
    headers: {
      origin: new URL(ada.url()).origin,
      'x-organization': await ada.evaluate(
        () => localStorage.getItem('playground.place')?.split(' ')[1] ?? ''
      )
    }
  });
  expect(made.status()).toBe(201);

  const vic = (await device()).page;
  await vic.goto(link);
  await register(vic, 'Vic');
  await expect(vic.getByText('You are a viewer of Acme').first()).toBeVisible();
  await vic.goto('/complete');
  await vic.getByRole('link', { name: /Words of Ada/ }).click();
  await expect(editorOf(vic)).toContainText('Words of Ada');
  await expect(editorOf(vic)).toHaveAttribute('contenteditable', 'false');
  await editorOf(vic).click();
  await vic.keyboard.type('and of Vic');
  await expect(editorOf(vic)).toHaveText('Words of Ada');
  await expect(vic.getByLabel('Prompt name')).toBeDisabled();
  await expect(vic.getByRole('button', { name: /^Run ?: You are a viewer/ })).toBeVisible();
  await expect(vic.getByRole('button', { name: /^New prompt: You are a viewer/ })).toBeVisible();

  await vic.goto('/prompts');
  await vic.getByRole('link', { name: /With messages/ }).click();
  await expect(vic.getByRole('button', { name: 'Message', exact: true })).toBeDisabled();
  await vic.keyboard.press('Alt+Enter');
  await expect(vic.getByText(/You are a viewer of Acme: you may read/).last()).toBeVisible();

  await vic.goto('/chat/new');
  await expect(vic.getByLabel('Message', { exact: true })).toHaveAttribute('readonly', '');
  const waiting = await vic.evaluate(async () => {
    const place = localStorage.getItem('playground.place')?.split(' ') ?? [];
    const db = await new Promise<IDBDatabase>((resolve, reject) => {
      const opening = indexedDB.open(`playground-${place[0]}-${place[1]}`);
      opening.onsuccess = () => resolve(opening.result);
      opening.onerror = () => reject(opening.error);
    });
    const count = (store: string) =>
      new Promise<number>((resolve) => {
        const asked = db.transaction(store).objectStore(store).count();
        asked.onsuccess = () => resolve(asked.result);
      });
    return (await count('outbox')) + (await count('quarantine'));
  });
  expect(waiting).toBe(0);
});
