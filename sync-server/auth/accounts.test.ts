import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTeam, password } from '../testing/team.ts';
import type { Browser, Team } from '../testing/team.ts';

let team: Team;
let ada: Browser;
beforeAll(async () => {
  team = await createTeam();
  ada = await team.person('Ada');
}, 120_000); // passwords are slow to hash, on purpose
afterAll(() => team.stop());

/** An organization of Ada's with somebody in it. */
async function withMember(name: string, role: string) {
  const made = await ada.ask('POST', '/v1/organizations', { name: 'Acme' });
  const organizationId = String(made.body.id);
  ada.organization = organizationId;
  const asked = { email: `${name.toLowerCase()}@example.org`, role };
  const { body } = await ada.ask('POST', `/v1/organizations/${organizationId}/invitations`, asked);
  const one = await team.person(name, String(body.secret));
  one.organization = organizationId;
  return { organizationId, one, secret: String(body.secret) };
}

test('the first account owns what was on the machine before there were accounts', async () => {
  const { person, organizations } = await ada.account();
  expect(person).toMatchObject({ name: 'Ada', email: 'ada@example.org' });
  expect(organizations).toEqual([
    { id: 'local', name: 'Personal', scope: 'u:local', personal: true, role: 'owner' }
  ]);
});

test('without a session nothing but the way in is told', async () => {
  const nobody = team.browser();
  expect(await nobody.account()).toMatchObject({
    mode: 'team',
    person: null,
    organizations: [],
    signIn: { registration: 'invite' }
  });
  expect((await nobody.ask('GET', '/v1/prompts')).body.code).toBe('UNAUTHENTICATED');
});

test('the cookie is out of the reach of scripts and of other sites', async () => {
  const one = team.browser();
  const { headers } = await one.ask('POST', '/v1/auth/sign-in', {
    email: 'ADA@example.org ',
    password
  });
  const [cookie = ''] = headers.getSetCookie();
  expect(cookie).toMatch(/^playground-8787=/);
  expect(cookie).toMatch(/HttpOnly/);
  expect(cookie).toMatch(/SameSite=Strict/i);
  expect(cookie).toMatch(/Path=\//);
});

test('on https the cookie is bound to the host', async () => {
  const safe = await createTeam({ PLAYGROUND_URL: 'https://localhost:8787' });
  await safe.person('Eve');
  const { headers } = await safe.browser().ask('POST', '/v1/auth/sign-in', {
    email: 'eve@example.org',
    password
  });
  expect(headers.getSetCookie()[0]).toMatch(/^__Host-playground=.*; Secure/);
  await safe.stop();
});

test('a wrong password and an unknown address are answered alike, and slower and slower', async () => {
  const ask = (email: string) =>
    team.browser().ask('POST', '/v1/auth/sign-in', { email, password: 'not this one at all' });
  const known = await ask('ada@example.org');
  const unknown = await ask('nobody@example.org');
  expect([known.status, unknown.status]).toEqual([401, 401]);
  const same = ({ body }: typeof known) => ({ ...body, requestId: '', instance: '' });
  expect(same(known)).toEqual(same(unknown));
  const more = [];
  for (let tries = 0; tries < 6; tries += 1) more.push((await ask('ada@example.org')).body.code);
  expect(more).toContain('RATE_LIMITED');
});

describe('an invitation', () => {
  test('makes a member with the role it was made for, and works once', async () => {
    const { organizationId, one, secret } = await withMember('Bob', 'editor');
    const { organizations } = await one.account();
    expect(organizations.map(({ id, role }) => [id, role])).toContainEqual([
      organizationId,
      'editor'
    ]);
    expect((await one.ask('POST', '/v1/invitations/accept', { secret })).body.code).toBe(
      'NOT_FOUND'
    );
  });

  test('of somebody else opens nothing', async () => {
    const { organizationId } = await withMember('Cleo', 'viewer');
    const { body } = await ada.ask('POST', `/v1/organizations/${organizationId}/invitations`, {
      email: 'dan@example.org',
      role: 'editor'
    });
    const refused = await team.browser().ask('POST', '/v1/auth/sign-up', {
      name: 'Eve',
      email: 'eve@example.org',
      password,
      invitation: body.secret
    });
    expect(refused.body).toMatchObject({
      code: 'NOT_FOUND',
      detail: expect.stringContaining('made for another e-mail address')
    });
  });

  test('nobody gives more than they have', async () => {
    const { organizationId, one } = await withMember('Fay', 'admin');
    const path = `/v1/organizations/${organizationId}/invitations`;
    const asked = { email: 'gus@example.org', role: 'owner' };
    expect((await one.ask('POST', path, asked)).body.code).toBe('FORBIDDEN');
  });
});

test('who is removed is a stranger from then on, and their streams end', async () => {
  const { organizationId, one } = await withMember('Hal', 'editor');
  expect((await one.ask('GET', '/v1/prompts')).status).toBe(200);
  const { person } = await one.account();
  const stream = await one.raw('GET', '/v1/events');
  const ended = stream.text();
  const members = `/v1/organizations/${organizationId}/members/${person?.id}`;
  expect((await ada.ask('DELETE', members)).status).toBe(204);
  await ended;
  for (const path of ['/v1/prompts', '/v1/events', `/v1/organizations/${organizationId}/members`])
    expect((await one.ask('GET', path)).body.code, path).toBe('NOT_FOUND');
  const pulled = await one.ask('POST', '/v1/sync/pull', {
    clientId: 'c',
    cursors: { [`o:${organizationId}`]: { epoch: '', seq: 0, mark: null } }
  });
  expect(pulled.body.scopes).toEqual({ [`o:${organizationId}`]: { kind: 'gone' } });
});

const endless = {
  kind: 'text',
  text: 'On and on',
  systemPrompt: '',
  variables: [],
  tools: [],
  modelConfig: { model: 'sample/sample', maxTokens: 4000 },
  outputSchema: null
};

test('what somebody runs ends when they are removed, and they hear no more of what others run', async () => {
  const { organizationId, one } = await withMember('Ola', 'editor');
  const { person } = await one.account();
  const begin = async (by: Browser) =>
    String((await by.ask('POST', '/v1/runs', { content: endless })).body.runId);
  const theirs = await begin(one);
  const hers = await begin(ada);
  const read = async (path: string) => (await ada.ask('GET', path)).body;
  await expect.poll(async () => (await read(`/v1/runs/${theirs}`)).seq).toBeGreaterThan(3);
  // Held by the server since before; the next word would answer it.
  const { seq } = await read(`/v1/runs/${hers}`);
  const held = one.ask('GET', `/v1/runs/${hers}/log?after=${Number(seq) + 5}&wait=20`);
  await new Promise((resolve) => setTimeout(resolve, 30));

  const members = `/v1/organizations/${organizationId}/members/${person?.id}`;
  expect((await ada.ask('DELETE', members)).status).toBe(204);
  const { run, live } = await read(`/v1/runs/${theirs}`);
  expect(live).toBe(false);
  expect(run).toMatchObject({ status: 'interrupted', errorCode: 'MEMBER_LEFT' });
  expect((await held).body).toEqual({ items: [], ended: false });
  expect((await read(`/v1/runs/${hers}`)).live).toBe(true);
  await ada.ask('POST', `/v1/runs/${hers}/cancel`, {});
});

test('a temporary run is its person’s alone, also where all else is shared', async () => {
  const { one } = await withMember('Nia', 'editor');
  const content = {
    kind: 'text',
    text: 'Once upon a time',
    systemPrompt: '',
    variables: [],
    tools: [],
    modelConfig: { model: 'sample/sample', maxTokens: 5 },
    outputSchema: null
  };
  const { body } = await one.ask('POST', '/v1/runs', { store: false, content });
  const { runId } = body as { runId: string };
  expect((await one.ask('GET', `/v1/runs/${runId}`)).status).toBe(200);
  for (const path of [`/v1/runs/${runId}`, `/v1/runs/${runId}/log`, `/v1/runs/${runId}/events`])
    expect((await ada.ask('GET', path)).body.code, path).toBe('NOT_FOUND');
  expect((await ada.ask('POST', `/v1/runs/${runId}/cancel`, {})).body.code).toBe('NOT_FOUND');
});

test('an organization keeps an owner', async () => {
  const { organizationId } = await withMember('Ida', 'admin');
  const { person } = await ada.account();
  const path = `/v1/organizations/${organizationId}/members/${person?.id}`;
  expect((await ada.ask('PATCH', path, { role: 'viewer' })).body.code).toBe('LAST_OWNER');
  expect((await ada.ask('DELETE', path)).body.code).toBe('LAST_OWNER');
});

describe('an API key', () => {
  const call = (key: string, path: string) =>
    team.browser().ask('GET', path, undefined, { authorization: `Bearer ${key}` });

  test('does what it was made for, in its organization, until it is revoked', async () => {
    const { organizationId } = await withMember('Jo', 'viewer');
    const made = await ada.ask('POST', '/v1/api-keys', { name: 'CI', grants: ['view'] });
    const key = String(made.body.key);
    expect((await call(key, '/v1/prompts')).status).toBe(200);
    expect((await call(key, `/v1/organizations/${organizationId}/members`)).status).toBe(200);
    expect((await call(key, '/v1/api-keys')).body).toMatchObject({
      code: 'FORBIDDEN',
      detail: 'The API key would need the right to manage.'
    });
    expect((await call(key, '/v1/auth/sessions')).body.code).toBe('FORBIDDEN');
    expect((await call(key, '/v1/organizations/local/members')).body.code).toBe('NOT_FOUND');
    const { id } = made.body.apiKey as { id: string };
    expect((await ada.ask('DELETE', `/v1/api-keys/${id}`)).status).toBe(204);
    expect((await call(key, '/v1/prompts')).body).toMatchObject({
      code: 'UNAUTHENTICATED',
      detail: expect.stringContaining('revoked') as string
    });
  });

  test('works in no other place of a request', async () => {
    const { body } = await ada.ask('POST', '/v1/api-keys', { name: 'CI', grants: ['view'] });
    const key = String(body.key);
    const one = team.browser();
    const tries: [string, Record<string, string>][] = [
      [`/v1/prompts?key=${key}`, {}],
      ['/v1/prompts', { 'x-api-key': key }],
      ['/v1/prompts', { authorization: `Basic ${btoa(`${key}:`)}` }],
      ['/v1/prompts', { authorization: `Bearer ${key}x` }]
    ];
    for (const [path, headers] of tries)
      expect((await one.ask('GET', path, undefined, headers)).status).toBe(401);
  });

  test('that was rotated works for a day beside the new one', async () => {
    const made = await ada.ask('POST', '/v1/api-keys', { name: 'CI', grants: ['view'] });
    const { id } = made.body.apiKey as { id: string };
    const fresh = await ada.ask('POST', `/v1/api-keys/${id}/rotate`);
    expect((await call(String(made.body.key), '/v1/prompts')).status).toBe(200);
    expect((await call(String(fresh.body.key), '/v1/prompts')).status).toBe(200);
    const again = (fresh.body.apiKey as { id: string }).id;
    await ada.ask('POST', `/v1/api-keys/${again}/rotate`);
    expect((await call(String(made.body.key), '/v1/prompts')).status).toBe(401);
  });
});

test('a recovery code lets in once, with a new password, and ends every session', async () => {
  const { one } = await withMember('Kim', 'viewer');
  const { body } = await one.ask('POST', '/v1/auth/recovery-codes', {});
  const [code = ''] = body.codes as string[];
  const asked = {
    email: 'kim@example.org',
    code: code.toLowerCase(),
    password: 'another long one'
  };
  expect((await team.browser().ask('POST', '/v1/auth/recover', asked)).status).toBe(200);
  expect((await one.account()).person).toBeNull();
  const back = team.browser();
  await back.ask('POST', '/v1/auth/sign-in', { email: asked.email, password: asked.password });
  expect((await back.account()).person?.name).toBe('Kim');
  expect((await team.browser().ask('POST', '/v1/auth/recover', asked)).body.code).toBe(
    'WRONG_CREDENTIALS'
  );
});

test('a session can be seen and ended from another one', async () => {
  const { one } = await withMember('Lea', 'viewer');
  const other = team.browser();
  await other.ask('POST', '/v1/auth/sign-in', { email: 'lea@example.org', password });
  const { body } = await one.ask('GET', '/v1/auth/sessions');
  const items = body.items as { id: string; current: boolean }[];
  expect(items.map(({ current }) => current).toSorted()).toEqual([false, true]);
  const id = items.find(({ current }) => !current)?.id;
  expect((await one.ask('DELETE', `/v1/auth/sessions/${id}`)).status).toBe(204);
  expect((await other.account()).person).toBeNull();
  expect((await one.account()).person?.name).toBe('Lea');
});

test('signing out ends the session and leaves what is stored on the device', async () => {
  const { one } = await withMember('Mia', 'viewer');
  const { headers } = await one.ask('POST', '/v1/auth/sign-out', {});
  expect(headers.get('clear-site-data')).toBe('"cache"');
  expect((await one.account()).person).toBeNull();
});

test('a session ends after 14 days without use, and after 90 in any case', async () => {
  const { one } = await withMember('Olu', 'viewer');
  const { person } = await one.account();
  const { sql } = team.planting;
  const set = (column: string, days: number) =>
    sql
      .prepare(`update sessions set ${column} = ? where user_id = ?`)
      .run(Date.now() - days * 24 * 60 * 60 * 1000, person?.id);
  const used = () =>
    sql.prepare('select updated_at from sessions where user_id = ?').pluck().get(person?.id);
  set('updated_at', 13);
  expect((await one.account()).person?.name).toBe('Olu');
  expect(Number(used())).toBeGreaterThan(Date.now() - 60_000);
  set('updated_at', 15);
  expect((await one.account()).person).toBeNull();
  set('updated_at', 0);
  set('created_at', 91);
  expect((await one.account()).person).toBeNull();
});
