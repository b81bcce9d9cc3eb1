import { freePort, spawnServer } from '../../sync-server/testing/spawn.ts';
import { startIdentityProvider } from '../../sync-server/testing/identity-provider.ts';
import { expect, test as base } from './fixtures.ts';
import { register, signOut } from './team.ts';

interface Provided {
  port: number;
  provider: Awaited<ReturnType<typeof startIdentityProvider>>;
}

/** The provider has to know where it sends people back to before the server is there. */
const test = base.extend<Provided>({
  port: async ({ browserName: _ }, use) => use(await freePort()),
  provider: async ({ port }, use) => {
    const provider = await startIdentityProvider(`http://localhost:${port}/signed-in`, {
      bob: { email: 'bob@example.org', email_verified: true, name: 'Bob' }
    });
    await use(provider);
    await provider.stop();
  },
  server: async ({ port, provider }, use) => {
    const team = { PLAYGROUND_MODE: 'team', PLAYGROUND_REGISTRATION: 'open' };
    const server = await spawnServer({ port, env: { ...team, ...provider.env } });
    await use(server);
    await server.dispose();
  }
});

test('one signs in with the provider and comes back signed in; no, an old answer and its absence are told', async ({
  device,
  provider,
  server
}) => {
  const { page, context } = await device();
  await page.goto('/');
  await register(page, 'Ada');
  await signOut(page);

  await expect(page.getByText('The browser removed'), 'what one removed is no loss').toHaveCount(0);

  const way = page.getByRole('button', { name: 'Go on with Acme ID' });
  await page.goto('/settings/usage?came=by');
  provider.signsIn('bob');
  await way.click();
  await expect(page.getByRole('button', { name: /^Bob/ })).toBeVisible();
  await expect(page, 'where one came by, and nothing of the answer').toHaveURL(
    /\/settings\/usage\?came=by$/
  );
  await page.goto('/settings/account');
  await expect(page.getByText('Acme ID').first()).toBeVisible();
  await signOut(page);
  // There, too: a provider that still knows one asks nothing.
  await context.clearCookies();

  provider.signsIn(null);
  await way.click();
  await expect(page.getByRole('heading', { name: 'You are not signed in' })).toBeVisible();
  await expect(page.getByText('You were not signed in there')).toBeVisible();
  await page.getByRole('link', { name: 'Begin again' }).click();
  await expect(way).toBeVisible();

  await page.goto(`/signed-in?state=${'A'.repeat(43)}&code=made-up`);
  await expect(
    page.getByText('This sign-in began too long ago or in another browser')
  ).toBeVisible();
  expect(new URL(page.url()).search).toBe('');
  expect(await (await page.request.get('/v1/account')).json()).toMatchObject({ person: null });

  await provider.stop();
  const begin = async () =>
    (
      await page.request.post('/v1/auth/oidc', { data: {}, headers: { origin: server.url } })
    ).status();
  await expect.poll(begin).toBe(502);
  await page.getByRole('link', { name: 'Begin again' }).click();
  await way.click();
  await expect(page.getByText('The sign-in service does not answer')).toBeVisible();
});
