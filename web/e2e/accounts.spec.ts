import { editorOf, isSynced, opensOffline, writePrompt } from './app.ts';
import { everyRow } from './every-row.ts';
import { expect, test } from './fixtures.ts';
import { adaAndBob, adaOfAcme, password, register } from './team.ts';

test.use({ env: { PLAYGROUND_MODE: 'team' } });

test('two people share an organization, live, until one is removed', async ({ device }) => {
  const { ada, bob } = await adaAndBob(device);

  await ada.goto('/complete/new');
  await writePrompt(ada, 'A text both of us see');
  await isSynced(ada);
  await bob.goto('/complete');
  await bob.getByRole('link', { name: /A text both of us see/ }).click();
  await expect(editorOf(bob)).toContainText('A text both of us see');

  const databases = () =>
    bob.evaluate(async () => (await indexedDB.databases()).map(({ name }) => name ?? ''));
  const shared = await bob.evaluate(
    () => `playground-${localStorage.getItem('playground.place')?.split(' ', 2).join('-') ?? ''}`
  );
  expect(await databases()).toContain(shared);
  await ada.goto('/settings/members');
  await ada.getByRole('button', { name: 'Remove Bob' }).click();
  await ada.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
  await expect(bob.getByText('You no longer belong to that organization.').first()).toBeVisible();
  await expect(bob.getByRole('button', { name: /· Personal$/ })).toBeVisible();
  // His own, and the empty one from before anybody had signed in here.
  await expect.poll(async () => (await databases()).length).toBe(2);
  expect(await databases()).not.toContain(shared);
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
  await expect(page).toHaveTitle('Sign in · The Playground');
  expect((await everyRow(page)).includes('A secret of Ada')).toBe(false);
});

test('a new role reaches an open page, and what the server refuses is kept and said', async ({
  device
}) => {
  const { ada, bob } = await adaAndBob(device);
  await bob.goto('/complete/new');
  await writePrompt(bob, 'Written as an editor');
  await isSynced(bob);
  await ada.goto('/settings/members');
  await ada.getByLabel('Role of Bob').selectOption('viewer');
  await expect(bob.getByText('You are a viewer of Acme').first()).toBeVisible();
  await expect(editorOf(bob)).toHaveAttribute('contenteditable', 'false');

  // While he is away he may not know.
  await ada.getByLabel('Role of Bob').selectOption('editor');
  await expect(bob.getByText('You are a viewer of Acme')).toHaveCount(0);
  await expect(editorOf(bob)).toHaveAttribute('contenteditable', 'true');
  await bob.context().setOffline(true);
  await editorOf(bob).click();
  await bob.keyboard.press('ControlOrMeta+End');
  await bob.keyboard.type(', and then not');
  await ada.getByLabel('Role of Bob').selectOption('viewer');
  await bob.context().setOffline(false);
  await expect(bob.getByText('The server did not take what you changed').first()).toBeVisible();
  await bob.getByRole('button', { name: 'Look at it' }).click();
  await expect(bob.getByRole('heading', { name: 'Kept aside' })).toBeVisible();
  await expect(bob.getByText('Written as an editor, and then not').first()).toBeVisible();
});

test('the only owner who would give that up is refused, and reads the role they have', async ({
  device
}) => {
  const ada = await adaOfAcme(device);
  await ada.goto('/settings/members');
  await ada.getByLabel('Role of Ada').selectOption('viewer');
  await expect(ada.getByText('LAST_OWNER')).toBeVisible();
  await expect(ada.getByLabel('Role of Ada')).toHaveValue('owner');
});

test('signing out offline shows nothing any more, and ends the session once the server is back', async ({
  device
}) => {
  const { page, context } = await device();
  await page.goto('/');
  await register(page, 'Ada');
  await writePrompt(page, 'Not for others');
  await isSynced(page);
  await opensOffline(page);
  await page.goto('/settings/account');
  await context.setOffline(true);
  await page.getByRole('button', { name: 'Sign out…' }).click();
  await expect(page.getByText('You are signed out here at once')).toBeVisible();
  await page.getByRole('button', { name: 'Remove from this browser' }).click();
  // The page begins anew; what is read in that moment is read of neither.
  await page.waitForURL((url) => url.pathname !== '/settings/account');
  await expect(page.getByText('Not for others')).toHaveCount(0);
  expect((await everyRow(page)).includes('Not for others')).toBe(false);

  await context.setOffline(false);
  await page.goto('/');
  await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible();
  expect((await context.request.get('/v1/sync/counts')).status()).toBe(401);
});

test('who has to sign in for what they came for comes to it', async ({ device }) => {
  const { page } = await device();
  await page.goto('/');
  await register(page, 'Ada');
  const other = (await device()).page;
  await other.goto('/settings/shares');
  await other.getByLabel('E-mail').fill('ada@example.org');
  await other.getByLabel('Password').fill(password);
  await other.getByRole('button', { name: 'Sign in', exact: true }).click();
  await expect(other.getByRole('heading', { name: 'Live links' })).toBeVisible();
});
