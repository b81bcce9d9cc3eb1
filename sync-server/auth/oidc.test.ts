import { afterAll, beforeAll, expect, test } from 'vitest';
import { startIdentityProvider } from '../testing/identity-provider.ts';
import { createTeam } from '../testing/team.ts';
import type { Browser, Team } from '../testing/team.ts';

let provider: Awaited<ReturnType<typeof startIdentityProvider>>;
let team: Team;
let ada: Browser;
beforeAll(async () => {
  provider = await startIdentityProvider('http://localhost:8787/signed-in', {
    bob: { email: 'Bob@Example.org', email_verified: true, name: 'Bob' },
    eve: { email: 'eve@example.org', email_verified: false, name: 'Eve' },
    impostor: { email: 'ada@example.org', email_verified: true, name: 'Ada' },
    stranger: { email: 'stranger@example.org', email_verified: true }
  });
  team = await createTeam({ ...provider.env, PLAYGROUND_REGISTRATION: 'invite' });
  ada = await team.person('Ada');
}, 120_000);
afterAll(async () => {
  await team.stop();
  await provider.stop();
});

async function signIn(one: Browser, who: string | null, body: object = {}) {
  provider.signsIn(who);
  const begun = await one.ask('POST', '/v1/auth/oidc', body);
  expect(begun.status, JSON.stringify(begun.body)).toBe(200);
  const { state = '', code, error } = await provider.visit(String(begun.body.url));
  const answer = { state, ...(code && { code }), ...(error && { error }) };
  return { answer, finish: () => one.ask('POST', '/v1/auth/oidc/finish', answer) };
}

async function invitation(email: string): Promise<string> {
  const { body } = await ada.ask('POST', '/v1/organizations', { name: 'Acme' });
  ada.organization = String(body.id);
  const path = `/v1/organizations/${ada.organization}/invitations`;
  return String((await ada.ask('POST', path, { email, role: 'editor' })).body.secret);
}

test('the way in says what the provider is called', async () => {
  expect((await team.browser().account()).signIn.oidc).toBe('Acme ID');
});

test('who is invited gets an account, and the same one the next time', async () => {
  const secret = await invitation('bob@example.org');
  const one = team.browser();
  const { finish } = await signIn(one, 'bob', { invitation: secret });
  expect((await finish()).body).toEqual({
    linked: false,
    joined: expect.objectContaining({ id: ada.organization, role: 'editor' })
  });
  const account = await one.account();
  expect(account.person).toMatchObject({ name: 'Bob', email: 'bob@example.org' });
  expect(account.organizations.map(({ name }) => name)).toEqual(['Personal', 'Acme']);
  const again = team.browser();
  await (await signIn(again, 'bob')).finish();
  expect((await again.account()).person).toEqual(account.person);
});

test('who is not invited gets none where accounts need an invitation', async () => {
  const { finish } = await signIn(team.browser(), 'stranger');
  expect((await finish()).body.code).toBe('REGISTRATION_CLOSED');
});

test('an address that is not verified there makes no account', async () => {
  const secret = await invitation('eve@example.org');
  const { finish } = await signIn(team.browser(), 'eve', { invitation: secret });
  expect((await finish()).body.code).toBe('EMAIL_UNVERIFIED');
});

test('an account that is there is not taken over from outside, only added to from within', async () => {
  const outside = team.browser();
  const refused = await (await signIn(outside, 'impostor')).finish();
  expect(refused.body.code).toBe('EMAIL_TAKEN');
  expect((await outside.account()).person).toBeNull();
  const linked = await (await signIn(ada, 'impostor', { link: true })).finish();
  expect(linked.body).toEqual({ linked: true, joined: null });
  const next = team.browser();
  await (await signIn(next, 'impostor')).finish();
  expect((await next.account()).person?.name).toBe('Ada');
});

test('nobody adds an identity to an account they are not signed in to, or that is another’s', async () => {
  const nobody = await team.browser().ask('POST', '/v1/auth/oidc', { link: true });
  expect(nobody.body.code).toBe('UNAUTHENTICATED');
  const taken = await (await signIn(ada, 'bob', { link: true })).finish();
  expect(taken.body.code).toBe('IDENTITY_TAKEN');
});

test('who says no there is not signed in here', async () => {
  const one = team.browser();
  const { answer, finish } = await signIn(one, null);
  expect(answer).toMatchObject({ error: 'access_denied' });
  expect((await finish()).body.code).toBe('SIGN_IN_DENIED');
  expect((await one.account()).person).toBeNull();
});

test('an answer is taken once, from the browser that asked, for the question it asked', async () => {
  const asked = team.browser();
  const { answer, finish } = await signIn(asked, 'bob');
  const other = await team.browser().ask('POST', '/v1/auth/oidc/finish', answer);
  expect(other.body.code).toBe('SIGN_IN_STALE');
  const first = await finish();
  expect(first.status).toBe(200);
  expect((await finish()).body.code).toBe('SIGN_IN_STALE');

  const one = team.browser();
  const mine = await signIn(one, 'bob');
  const made = { ...mine.answer, state: 'A'.repeat(43) };
  expect((await one.ask('POST', '/v1/auth/oidc/finish', made)).body.code).toBe('SIGN_IN_STALE');
  // Another's code with one's own state: PKCE and the nonce bind it to who asked.
  const two = team.browser();
  const theirs = await signIn(two, 'bob');
  const three = team.browser();
  const own = await signIn(three, 'bob');
  const mixed = { ...own.answer, code: theirs.answer.code };
  expect((await three.ask('POST', '/v1/auth/oidc/finish', mixed)).status).toBeGreaterThanOrEqual(
    400
  );
  expect((await three.account()).person).toBeNull();
});

test('nobody is sent to a provider that is away by now', async () => {
  const other = await startIdentityProvider('http://localhost:8787/signed-in', {});
  const own = await createTeam(other.env);
  const one = own.browser();
  expect((await one.ask('POST', '/v1/auth/oidc', {})).status).toBe(200);
  await other.stop();
  await expect
    .poll(async () => (await one.ask('POST', '/v1/auth/oidc', {})).body.code, { timeout: 10_000 })
    .toBe('PROVIDER_AWAY');
  await own.stop();
});

test('a provider the guard does not allow is not called', async () => {
  const own = await createTeam({ ...provider.env, PLAYGROUND_EGRESS_ALLOW: '' });
  const refused = await own.browser().ask('POST', '/v1/auth/oidc', {});
  expect(refused.body.code).toBe('EGRESS_BLOCKED');
  await own.stop();
});
