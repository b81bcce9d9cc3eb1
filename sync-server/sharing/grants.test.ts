import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Grant, LivingPrompt, SharedWithMe } from '#shared/sharing/grants';
import { createTeam } from '../testing/team.ts';
import type { Browser, Team } from '../testing/team.ts';

let team: Team;
let ada: Browser;
let bob: Browser;
let eve: Browser;
let promptId: string;
let other: string;

beforeAll(async () => {
  team = await createTeam({ PLAYGROUND_REGISTRATION: 'open' });
  ada = await team.person('Ada');
  ada.organization = String((await ada.ask('POST', '/v1/organizations', { name: 'Acme' })).body.id);
  bob = await team.person('Bob');
  eve = await team.person('Eve');
  promptId = await makePrompt('Shared');
  other = await makePrompt('Not shared');
}, 120_000);
afterAll(() => team.stop());

async function makePrompt(name: string): Promise<string> {
  const { body } = await ada.ask('POST', '/v1/prompts', {
    name,
    systemPrompt: 'Be brief.',
    modelConfig: { model: 'secretly/gpt', temperature: 0.4 },
    messages: [
      { role: 'user', content: 'First words' },
      { role: 'user', content: 'Second words' }
    ]
  });
  return (body.prompt as { id: string }).id;
}

const share = (email: string, role: string, more: object = {}) =>
  ada.ask('POST', `/v1/prompts/${promptId}/shares`, { email, role, ...more });
const withMe = async (by: Browser) =>
  (await by.ask('GET', '/v1/prompts/shared-with-me')).body.items as SharedWithMe[];
async function opened(by: Browser, id: string): Promise<LivingPrompt> {
  const { status, body } = await by.ask('GET', `/v1/prompts/shared-with-me/${id}`);
  expect(status).toBe(200);
  return body as unknown as LivingPrompt;
}

test('a person sees the one prompt as it lives, and nothing else of the organization', async () => {
  expect((await share(' BOB@example.org', 'view')).status).toBe(201);
  const [item] = await withMe(bob);
  expect(item).toMatchObject({
    title: 'Shared',
    role: 'view',
    organization: 'Acme',
    sharedBy: 'Ada'
  });
  expect((await opened(bob, item!.id)).content.prompt?.messages[0]?.text).toBe('First words');
  await ada.ask('PATCH', `/v1/prompts/${promptId}`, { systemPrompt: 'Be very brief.' });
  const now = await opened(bob, item!.id);
  expect(now.content.prompt?.systemPrompt).toBe('Be very brief.');
  expect(JSON.stringify(now)).not.toContain('secretly');

  expect(await withMe(eve)).toEqual([]);
  expect((await eve.ask('GET', `/v1/prompts/shared-with-me/${item!.id}`)).status).toBe(404);
  for (const path of [promptId, other].map((id) => `/v1/prompts/${id}`))
    for (const rest of ['', '/versions', '/shares', '/revisions', '/runs'])
      for (const organization of [null, ada.organization]) {
        bob.organization = organization;
        const { status, body } = await bob.ask('GET', path + rest);
        // In his own place a list of what is not there is empty.
        if (status === 200) expect(body.items, path + rest).toEqual([]);
        else expect(status, path + rest).toBe(404);
      }
  bob.organization = null;
});

test('a parameter that only a newer version knows is not shown to others', async () => {
  const { organizations } = await ada.account();
  const scope = organizations.find(({ id }) => id === ada.organization)?.scope;
  const change = { v: 'secretly', base: null, baseEff: 0, ts: 1 };
  const where = { scope, collection: 'prompts', id: promptId, sv: 1, op: 'patch' };
  const pushed = await ada.ask('POST', '/v1/sync/push', {
    clientId: 'newer',
    mutations: [{ mid: 'newer-1', cseq: 1, ...where, set: { 'modelConfig.newer': change } }]
  });
  expect(pushed.body.results).toMatchObject([{ status: 'applied' }]);
  const [item] = await withMe(bob);
  const { content } = await opened(bob, item!.id);
  expect(content.prompt?.params).toEqual({ temperature: 0.4 });
});

test('whoever may only see changes nothing', async () => {
  const [item] = await withMe(bob);
  const { revision } = await opened(bob, item!.id);
  const path = `/v1/prompts/shared-with-me/${item!.id}`;
  expect((await bob.ask('PATCH', path, { revision, title: 'Mine' })).status).toBe(403);
  expect((await ada.ask('GET', `/v1/prompts/${promptId}`)).body.prompt).toMatchObject({
    name: 'Shared'
  });
});

test('whoever may edit changes what it says, never over what they had not seen', async () => {
  await share('bob@example.org', 'edit');
  const [item] = await withMe(bob);
  expect(await withMe(bob)).toHaveLength(1);
  const path = `/v1/prompts/shared-with-me/${item!.id}`;
  const seen = await opened(bob, item!.id);
  const [first = ''] = seen.messageIds;
  const change = { revision: seen.revision, messages: [{ id: first, text: 'Bob was here' }] };
  const { status, body } = await bob.ask('PATCH', path, change);
  expect(status).toBe(200);
  expect(
    (body as unknown as LivingPrompt).content.prompt?.messages.map(({ text }) => text)
  ).toEqual(['Bob was here', 'Second words']);
  const found = await ada.ask('GET', `/v1/prompts/${promptId}`);
  expect(JSON.stringify(found.body.messages)).toContain('Bob was here');
  expect((await bob.ask('PATCH', path, change)).status).toBe(409);
  const { revision } = await opened(bob, item!.id);
  const foreign = { revision, messages: [{ id: 'somebody-elses', text: 'x' }] };
  expect((await bob.ask('PATCH', path, foreign)).status).toBe(404);
  for (const more of [{ tags: ['x'] }, { modelConfig: {} }, { projectId: null }])
    expect((await bob.ask('PATCH', path, { revision, ...more })).status).toBe(400);
});

test('a fork is one’s own: what it says, without rights or the connection', async () => {
  const made = await bob.ask('POST', `/v1/prompts/${promptId}/fork`);
  expect(made.status).toBe(201);
  const copy = await bob.ask('GET', `/v1/prompts/${String(made.body.id)}`);
  expect(copy.body.prompt).toMatchObject({
    name: 'Shared',
    systemPrompt: 'Be very brief.',
    modelConfig: { model: 'sample/sample', temperature: 0.4 }
  });
  expect(JSON.stringify(copy.body.messages)).toContain('Bob was here');
  expect((await ada.ask('GET', `/v1/prompts/${String(made.body.id)}`)).status).toBe(404);
  expect((await bob.ask('POST', `/v1/prompts/${other}/fork`)).status).toBe(404);
  expect((await eve.ask('POST', `/v1/prompts/${promptId}/fork`)).status).toBe(404);
  const own = await ada.ask('POST', `/v1/prompts/${promptId}/fork`);
  const again = await ada.ask('GET', `/v1/prompts/${String(own.body.id)}`);
  expect(again.body.prompt).toMatchObject({ modelConfig: { model: 'secretly/gpt' } });
});

test('what was taken away is gone at once, and what is in the trash is not shown', async () => {
  const [item] = await withMe(bob);
  await ada.ask('DELETE', `/v1/prompts/${promptId}`);
  expect(await withMe(bob)).toEqual([]);
  expect((await bob.ask('GET', `/v1/prompts/shared-with-me/${item!.id}`)).status).toBe(404);
  promptId = other;
  await share('bob@example.org', 'view');
  const { body } = await ada.ask('GET', `/v1/prompts/${promptId}/shares`);
  const [grant] = body.items as Grant[];
  const [living] = await withMe(bob);
  await ada.ask('DELETE', `/v1/prompts/${promptId}/shares/${grant!.id}`);
  expect(await withMe(bob)).toEqual([]);
  expect((await bob.ask('GET', `/v1/prompts/shared-with-me/${living!.id}`)).status).toBe(404);
  const verbs = team.planting.sql
    .prepare("select distinct verb from audit where verb like 'grant.%' order by verb")
    .pluck()
    .all();
  expect(verbs).toEqual(['grant.create', 'grant.delete', 'grant.edit']);
});

test('it is shared with people who have an account, not with oneself, and not with a secret unseen', async () => {
  expect((await share('nobody@example.org', 'view')).status).toBe(404);
  expect((await share('ada@example.org', 'view')).status).toBe(400);
  await ada.ask('PATCH', `/v1/prompts/${promptId}`, {
    systemPrompt: 'sk-ant-api03-AbCdEfGhIjKlMnOpQrStUvWxYz0123456789abcdef'
  });
  expect((await share('bob@example.org', 'view')).body.code).toBe('SECRET_FOUND');
  expect((await share('bob@example.org', 'view', { secretsSeen: true })).status).toBe(201);
});
