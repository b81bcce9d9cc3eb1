import type { Page } from '@playwright/test';
import { expect, test } from './fixtures.ts';
import { password, register, signOut } from './team.ts';

test.use({ env: { PLAYGROUND_MODE: 'team' } });

/** A device with a lock of its own, whose person is there and says yes. */
async function withAuthenticator(page: Page) {
  const cdp = await page.context().newCDPSession(page);
  await cdp.send('WebAuthn.enable');
  const { authenticatorId } = await cdp.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true
    }
  });
  return {
    present: (enabled: boolean) =>
      cdp.send('WebAuthn.setAutomaticPresenceSimulation', { authenticatorId, enabled }),
    verified: (isUserVerified: boolean) =>
      cdp.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified }),
    keys: async () =>
      (await cdp.send('WebAuthn.getCredentials', { authenticatorId })).credentials.length
  };
}

async function addPasskey(page: Page, name: string) {
  await page.getByRole('button', { name: 'Add a passkey…' }).click();
  await page.getByRole('dialog').getByLabel('Name').fill(name);
  await page.getByRole('button', { name: 'Go on' }).click();
  await expect(page.getByRole('list', { name: 'Passkeys' }).getByText(name)).toBeVisible();
}

test('a passkey is added, signs in, proves that it is you, and is deleted', async ({ device }) => {
  const { page } = await device();
  const lock = await withAuthenticator(page);
  await page.goto('/');
  await register(page, 'Ada');

  await page.goto('/settings/account');
  await expect(page.getByText('No passkeys yet')).toBeVisible();
  await addPasskey(page, 'This laptop');
  const list = page.getByRole('list', { name: 'Passkeys' });
  expect(await lock.keys()).toBe(1);

  await page.getByRole('button', { name: 'Rename This laptop' }).click();
  await page.getByRole('dialog').getByLabel('Name').fill('Ada’s laptop');
  await page.getByRole('dialog').getByRole('button', { name: 'Rename' }).click();
  await expect(list.getByText('Ada’s laptop')).toBeVisible();

  // Nothing is answered before somebody asks.
  await lock.present(false);
  await signOut(page);
  await lock.present(true);
  // The form offers the passkey by itself, too, and may be quicker than the button.
  await expect(async () => {
    const ada = page.getByRole('button', { name: /^Ada/ });
    if (await ada.isVisible()) return;
    await page.getByRole('button', { name: 'Sign in with a passkey' }).click({ timeout: 2_000 });
    await expect(ada).toBeVisible({ timeout: 5_000 });
  }).toPass();

  await page.goto('/settings/account');
  await page.getByRole('button', { name: 'Delete Ada’s laptop' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
  await expect(page.getByText('No passkeys yet')).toBeVisible();
});

test('whoever only found the device does not get in with its passkey', async ({ device }) => {
  const { page } = await device();
  const lock = await withAuthenticator(page);
  await page.goto('/');
  await register(page, 'Ada');
  await page.goto('/settings/account');
  await addPasskey(page, 'Mine');
  await lock.present(false);
  await signOut(page);
  await lock.verified(false);
  await lock.present(true);
  await page.getByRole('button', { name: 'Sign in with a passkey' }).click();
  await page.waitForTimeout(1_000);
  await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible();
  const account = await page.request.get('/v1/account');
  expect(await account.json()).toMatchObject({ person: null });
});

test('an account is deleted with all that was in it, here and there', async ({
  device,
  server
}) => {
  const { page } = await device();
  await withAuthenticator(page);
  await page.goto('/');
  await register(page, 'Ada');
  const made = await page.request.post('/v1/prompts', {
    data: { name: 'A kestrel of a prompt', kind: 'text' },
    headers: { origin: server.url }
  });
  expect(made.status()).toBe(201);
  await page.goto('/settings/account');
  await addPasskey(page, 'Mine');

  const other = await device();
  await other.page.goto('/');
  await other.page.getByLabel('E-mail').fill('ada@example.org');
  await other.page.getByLabel('Password').fill(password);
  await other.page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await expect(other.page.getByRole('button', { name: /^Ada/ })).toBeVisible();

  const saving = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Export my data' }).click();
  expect((await saving).suggestedFilename()).toMatch(/^playground-.*\.ndjson$/);

  await page.getByRole('button', { name: 'Delete my account…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Delete your account?' });
  await expect(dialog.getByText(/up to 35 days/)).toBeVisible();
  await dialog.getByLabel(/Your e-mail address/).fill('ada@example.org');
  await dialog.getByRole('button', { name: 'Delete for ever' }).click();
  await expect(page.getByRole('heading', { name: 'Create the owner’s account' })).toBeVisible();
  const names = await page.evaluate(async () =>
    (await indexedDB.databases()).map(({ name }) => name ?? '')
  );
  // At most one that is empty, as before anybody had signed in here.
  expect(names.filter((name) => name !== 'playground-local')).toEqual([]);

  await other.page.reload();
  await expect(other.page.getByText('This account was deleted.')).toBeVisible();
  await other.page.getByRole('button', { name: 'Remove it…' }).click();
  await other.page.getByRole('button', { name: 'Remove for ever' }).click();
  await expect(
    other.page.getByRole('heading', { name: 'Create the owner’s account' })
  ).toBeVisible();
});
