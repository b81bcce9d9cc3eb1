import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Role } from '#shared/access';
import { createTeam } from '../testing/team.ts';
import type { Answer, Browser, Team } from '../testing/team.ts';
import { createUpstream } from '../testing/upstream.ts';
import type { Upstream } from '../testing/upstream.ts';

const secret = 'planted-canary-of-ben-0123456789';
let upstream: Upstream;
let team: Team;
let acme: string;
let owner: Browser;
/** Whose connection it is: an editor. */
let ben: Browser;
let others: Record<'admin' | 'editor' | 'viewer' | 'stranger', Browser>;
let id: string;

beforeAll(async () => {
  upstream = await createUpstream();
  team = await createTeam({
    PLAYGROUND_REGISTRATION: 'open',
    PLAYGROUND_EGRESS_ALLOW: upstream.url
  });
  owner = await team.person('Owner');
  acme = String((await owner.ask('POST', '/v1/organizations', { name: 'Acme' })).body.id);
  owner.organization = acme;
  ben = await member('Ben', 'editor');
  others = {
    admin: await member('Admin', 'admin'),
    editor: await member('Editor', 'editor'),
    viewer: await member('Viewer', 'viewer'),
    stranger: await team.person('Stranger')
  };
}, 120_000); // passwords are slow to hash, on purpose
afterAll(async () => {
  await team.stop();
  await upstream.close();
});
beforeEach(async () => {
  id = await add(ben);
});

async function member(name: string, role: Role): Promise<Browser> {
  const path = `/v1/organizations/${acme}/invitations`;
  const email = `${name.toLowerCase()}@example.org`;
  const { body } = await owner.ask('POST', path, { email, role });
  const one = await team.person(name, String(body.secret));
  one.organization = acme;
  return one;
}

const entered = (over: Record<string, unknown> = {}) => ({
  kind: 'openai-compatible',
  name: 'Ben’s',
  baseUrl: `${upstream.url}/v1`,
  key: secret,
  consent: true,
  ...over
});

async function add(one: Browser, over: Record<string, unknown> = {}): Promise<string> {
  const { status, body } = await one.ask('POST', '/v1/connections/own', entered(over));
  expect(status, JSON.stringify(body)).toBe(201);
  return String(body.id);
}

function run(one: Browser, model = `${id}/ok`, headers: Record<string, string> = {}) {
  const content = {
    kind: 'text',
    text: 'Once',
    systemPrompt: '',
    variables: [],
    tools: [],
    modelConfig: { model, maxTokens: 5 },
    outputSchema: null
  };
  return one.ask('POST', '/v1/runs', { content }, headers);
}

const idOf = async (one: Browser) => String((await one.account()).person?.id);
const codeOf = ({ body }: Answer) => body.code;
const rows = (which = id) =>
  team.planting.sql.prepare('select * from connections where id = ?').all(which);

/** What these routes say to somebody, with whatever they may not know of in it. */
async function everything(one: Browser) {
  const answers = await Promise.all(
    ['/v1/connections', '/v1/models', '/v1/models?refresh=1'].map((path) => one.ask('GET', path))
  );
  return JSON.stringify(answers.map(({ body }) => body));
}

describe('a connection of one’s own', () => {
  test('is listed, tested, changed and run with by its person', async () => {
    const { items } = (await ben.ask('GET', '/v1/connections')).body as { items: object[] };
    expect(items).toContainEqual(
      expect.objectContaining({ id, own: true, keyLast4: '6789', consentedAt: expect.any(Number) })
    );
    expect(await everything(ben)).toContain(`"${id}/ok"`);
    expect(await everything(ben)).not.toContain(secret);
    const { connections } = (await ben.ask('GET', '/v1/models')).body as { connections: object[] };
    expect(connections).toContainEqual(expect.objectContaining({ id, own: true }));
    expect(connections).toContainEqual(expect.not.objectContaining({ own: true }));
    const path = `/v1/connections/own/${id}`;
    expect((await ben.ask('POST', `${path}/test`, {})).body.ok).toBe(true);
    const renamed = await ben.ask('PATCH', path, { name: 'Mine' });
    expect(renamed.body).toMatchObject({ name: 'Mine', keyLast4: '6789' });
    expect((await run(ben)).status).toBeLessThan(300);
    await expect
      .poll(() => upstream.stats.seen.at(-1)?.headers['authorization'])
      .toBe(`Bearer ${secret}`);
  });

  test.each(['owner', 'admin', 'editor', 'viewer', 'stranger'] as const)(
    'is not there for the %s: not to see, to run with, to test, to change or to delete',
    async (name) => {
      const one = name === 'owner' ? owner : others[name];
      expect(await everything(one)).not.toContain(id);
      const before = rows();
      const isNot = name === 'viewer' ? /FORBIDDEN|CONNECTION_NOT_FOUND/ : /CONNECTION_NOT_FOUND/;
      const calls = upstream.stats.seen.length;
      for (const path of [`/v1/connections/own/${id}`, `/v1/connections/${id}`]) {
        const isManaged = !path.includes('/own/') && ['editor', 'viewer'].includes(name);
        const wanted = isManaged ? /FORBIDDEN/ : isNot;
        expect(codeOf(await one.ask('PATCH', path, { name: 'Taken' })), path).toMatch(wanted);
        expect(codeOf(await one.ask('DELETE', path)), path).toMatch(wanted);
        expect(codeOf(await one.ask('POST', `${path}/test`, {})), path).toMatch(wanted);
      }
      const mine = await run(one);
      const unknown = await run(one, 'nowhere/ok');
      expect(codeOf(mine)).toMatch(isNot);
      expect([mine.status, codeOf(mine)]).toEqual([unknown.status, codeOf(unknown)]);
      expect(rows()).toEqual(before);
      expect(upstream.stats.seen.length).toBe(calls);
    }
  );

  test('is not there for somebody of another organization who names this one', async () => {
    const { stranger } = others;
    stranger.organization = acme;
    expect((await stranger.ask('GET', '/v1/connections')).status).toBe(404);
    const path = `/v1/connections/own/${id}`;
    expect((await stranger.ask('DELETE', path)).status).toBe(404);
    expect((await run(stranger)).status).toBe(404);
    stranger.organization = null;
    expect(rows()).toHaveLength(1);
  });

  test('stays in its organization: its person does not have it in another space', async () => {
    ben.organization = null;
    expect(await everything(ben)).not.toContain(id);
    expect(codeOf(await run(ben))).toBe('CONNECTION_NOT_FOUND');
    expect(codeOf(await ben.ask('DELETE', `/v1/connections/own/${id}`))).toBe(
      'CONNECTION_NOT_FOUND'
    );
    ben.organization = acme;
  });

  test('runs for an API key of its person, which may not decide on it, and for no other key', async () => {
    const { admin } = others;
    const own = await add(admin, { name: 'Admin’s' });
    const keyOf = async (one: Browser) => {
      const grants = ['view', 'run', 'manage'];
      const { body } = await one.ask('POST', '/v1/api-keys', { name: 'k', grants });
      return { authorization: `Bearer ${String(body.key)}` };
    };
    const program = team.browser();
    const [same, another] = [await keyOf(admin), await keyOf(owner)];
    expect((await run(program, `${own}/ok`, same)).status).toBeLessThan(300);
    expect(codeOf(await run(program, `${own}/ok`, another))).toBe('CONNECTION_NOT_FOUND');
    expect(codeOf(await run(program, `${id}/ok`, same))).toBe('CONNECTION_NOT_FOUND');
    const path = `/v1/connections/own/${own}`;
    const asked = [
      await program.ask('POST', '/v1/connections/own', entered(), same),
      await program.ask('PATCH', path, { name: 'Taken' }, same),
      await program.ask('POST', `${path}/test`, {}, same),
      await program.ask('DELETE', path, undefined, same)
    ];
    expect(asked.map(codeOf)).toEqual(Array.from(asked, () => 'FORBIDDEN'));
    expect(rows(own)).toHaveLength(1);
  });

  test('is made by who may run, and never turned into another kind of connection', async () => {
    const refused = await others.viewer.ask('POST', '/v1/connections/own', entered());
    expect(codeOf(refused)).toBe('FORBIDDEN');
    for (const over of [{ userId: await idOf(owner) }, { own: false }])
      expect(codeOf(await ben.ask('POST', '/v1/connections/own', entered(over)))).toBe(
        'INVALID_REQUEST'
      );
    const made = await owner.ask('POST', '/v1/connections', entered({ consent: undefined }));
    expect(made.body).toMatchObject({ own: false, consentedAt: null });
    expect(await everything(ben)).toContain(String(made.body.id));
  });
});

describe('consent', () => {
  test('is asked for before a key is stored, each time, and noted with its time', async () => {
    for (const consent of [undefined, false]) {
      const refused = await ben.ask('POST', '/v1/connections/own', entered({ consent }));
      expect([refused.status, codeOf(refused)]).toEqual([422, 'CONSENT_MISSING']);
    }
    const path = `/v1/connections/own/${id}`;
    const another = await ben.ask('PATCH', path, { key: 'another-key-0123456789-wxyz' });
    expect(codeOf(another)).toBe('CONSENT_MISSING');
    expect(rows()).toMatchObject([{ key_last4: '6789', consented_at: expect.any(Number) }]);
    const body = { key: 'another-key-0123456789-wxyz', consent: true };
    expect((await ben.ask('PATCH', path, body)).body).toMatchObject({ keyLast4: 'wxyz' });
  });

  test('goes with the key, and is not needed without one', async () => {
    const path = `/v1/connections/own/${id}`;
    const without = await ben.ask('PATCH', path, { key: null });
    expect(without.body).toMatchObject({ keyLast4: null, consentedAt: null });
    const bare = await add(ben, { key: null, consent: undefined });
    expect(rows(bare)).toMatchObject([{ sealed_key: null, consented_at: null }]);
  });

  test('can be taken back by who may not run any more', async () => {
    const lowered = await member('Lowered', 'editor');
    const own = await add(lowered);
    await owner.ask('PATCH', `/v1/organizations/${acme}/members/${await idOf(lowered)}`, {
      role: 'viewer'
    });
    expect(codeOf(await run(lowered, `${own}/ok`))).toBe('FORBIDDEN');
    expect((await lowered.ask('DELETE', `/v1/connections/own/${own}`)).status).toBe(204);
    expect(rows(own)).toEqual([]);
  });

  test('that was taken back ends a run that had not called its model yet', async () => {
    upstream.script({ fault: 'refuse', status: 503, body: '{}' }, 'fault-503');
    const asked = run(ben, `${id}/fault-503`);
    await expect.poll(() => upstream.stats.seen.at(-1)?.body).toMatchObject({ model: 'fault-503' });
    await ben.ask('DELETE', `/v1/connections/own/${id}`);
    const runId = String((await asked).body.runId);
    const calls = upstream.stats.seen.length;
    await expect
      .poll(async () => (await ben.ask('GET', `/v1/runs/${runId}`)).body.run, { timeout: 10_000 })
      .toMatchObject({ status: 'failed', errorCode: 'CONNECTION_NOT_FOUND' });
    expect(upstream.stats.seen.length).toBe(calls);
  });
});

test('the log says that it is somebody’s own, and neither where it leads nor its key', async () => {
  await ben.ask('PATCH', `/v1/connections/own/${id}`, { baseUrl: `${upstream.url}/v2` });
  await ben.ask('DELETE', `/v1/connections/own/${id}`);
  const { items } = (await owner.ask('GET', '/v1/audit')).body as {
    items: { subject: string; verb: string; facts: object }[];
  };
  const told = items.filter(({ subject }) => subject === id);
  expect(Object.fromEntries(told.map(({ verb, facts }) => [verb, facts]))).toEqual({
    'connection.create': { kind: 'openai-compatible', own: true, key: true, consent: true },
    'connection.edit': { own: true },
    'connection.delete': { own: true }
  });
});

describe('whoever is removed, or leaves', () => {
  test.each(['removed', 'leaving'])('takes it along: %s', async (how) => {
    const one = await member(`Gone${how}`, 'editor');
    const own = await add(one);
    const userId = await idOf(one);
    const path = `/v1/organizations/${acme}/members/${userId}`;
    expect((await (how === 'removed' ? owner : one).ask('DELETE', path)).status).toBe(204);
    expect(rows(own)).toEqual([]);
    expect((await run(one, `${own}/ok`)).status).toBe(404);
    const { items } = (await owner.ask('GET', '/v1/audit')).body as { items: object[] };
    expect(items).toContainEqual(
      expect.objectContaining({
        verb: 'member.delete',
        subject: userId,
        facts: { connections: 1 }
      })
    );
  });

  test('takes it along with their account, and is told of it before', async () => {
    const one = await member('Deleted', 'editor');
    const own = await add(one);
    one.organization = null;
    const { goes } = (await one.ask('GET', '/v1/account/deletion')).body;
    expect(goes).toMatchObject({ connections: 1 });
    const email = 'deleted@example.org';
    expect((await one.ask('DELETE', '/v1/account', { email })).status).toBe(200);
    expect(rows(own)).toEqual([]);
  });
});

test('its person’s export tells of it, without its key', async () => {
  ben.organization = null;
  const text = await (await ben.raw('GET', '/v1/export')).text();
  ben.organization = acme;
  const lines = text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(lines).toContainEqual({
    connection: expect.objectContaining({ organizationId: acme, own: 1, keyLast4: '6789' })
  });
  expect(text).not.toContain(secret);
  expect(text).not.toContain('sealed');
});

test('on one’s own machine there are none: every connection is the machine’s', async () => {
  const local = await createTeam({ PLAYGROUND_MODE: 'local' });
  const here = local.browser();
  const refused = await here.ask('POST', '/v1/connections/own', entered());
  expect(codeOf(refused)).toBe('INVALID_REQUEST');
  const made = await here.ask('POST', '/v1/connections', entered({ consent: undefined }));
  expect(made.body).toMatchObject({ own: false });
  await local.stop();
});

test('nobody shares its key, whoever pastes it into a prompt', async () => {
  const content = {
    subject: 'run',
    title: 'Leak',
    modelName: 'sample',
    prompt: null,
    values: {},
    outputs: [{ title: 'Run 1', modelName: 'sample', text: `The key is ${secret}` }]
  };
  const shared = await others.editor.ask('POST', '/v1/shares', {
    subjectId: null,
    content,
    visibility: 'unlisted',
    role: 'duplicate',
    days: 30,
    secretsSeen: true
  });
  expect(shared.body).toMatchObject({ code: 'SECRET_FOUND' });
});
