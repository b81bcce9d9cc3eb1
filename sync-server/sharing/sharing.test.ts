import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { shareRoles, visibilities } from '#shared/sharing/rights';
import type { ShareRole, Visibility } from '#shared/sharing/rights';
import type { Share } from '#shared/sharing/wire';
import { createTeam } from '../testing/team.ts';
import type { Browser, Team } from '../testing/team.ts';

let team: Team;
let owner: Browser;
let editor: Browser;
let viewer: Browser;
let stranger: Browser;
let nobody: Browser;
let acme: string;
let promptId: string;

const words = 'what was written and shared';
const content = (text = words) => ({
  subject: 'run',
  title: 'A run',
  modelName: 'sample',
  prompt: null,
  values: {},
  outputs: [{ title: 'Run 1', modelName: 'sample', text }]
});

beforeAll(async () => {
  team = await createTeam({ PLAYGROUND_REGISTRATION: 'open' });
  owner = await team.person('Owner');
  acme = String((await owner.ask('POST', '/v1/organizations', { name: 'Acme' })).body.id);
  owner.organization = acme;
  const join = async (name: string, role: string) => {
    const { body } = await owner.ask('POST', `/v1/organizations/${acme}/invitations`, {
      email: `${name.toLowerCase()}@example.org`,
      role
    });
    const one = await team.person(name, String(body.secret));
    one.organization = acme;
    return one;
  };
  editor = await join('Editor', 'editor');
  viewer = await join('Viewer', 'viewer');
  stranger = await team.person('Stranger');
  nobody = team.browser();
  const made = await editor.ask('POST', '/v1/prompts', { name: 'A prompt' });
  promptId = (made.body.prompt as { id: string }).id;
}, 120_000);
afterAll(() => team.stop());

interface Made {
  share: Share;
  secret: string;
}
async function make(
  visibility: Visibility = 'unlisted',
  role: ShareRole = 'view',
  more: object = {}
): Promise<Made> {
  const { status, body } = await editor.ask('POST', '/v1/shares', {
    // Only a prompt can be edited by a link.
    ...(role === 'edit'
      ? { subjectId: promptId, content: { ...content(), subject: 'prompt' } }
      : { subjectId: null, content: content() }),
    visibility,
    role,
    ...more
  });
  expect([status, body.code]).toEqual([201, undefined]);
  return body as unknown as Made;
}

const opened = (by: Browser, id: string, secret?: string) =>
  by.ask('POST', `/v1/shares/${id}/open`, secret === undefined ? {} : { secret });
const page = (by: Browser, id: string) => by.raw('GET', `/s/${id}`);
const unlock = (by: Browser, id: string, key: string) =>
  by.raw('POST', `/s/${id}`, {
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ key }).toString()
  });

/** Who opens, with or without the secret, and what the page without scripts and the app answer. */
const table: Record<string, Record<Visibility, { page: number; app: number }>> = {
  nobody: {
    public: { page: 200, app: 200 },
    unlisted: { page: 404, app: 404 },
    team: { page: 404, app: 404 }
  },
  'nobody with the secret': {
    public: { page: 200, app: 200 },
    unlisted: { page: 200, app: 200 },
    team: { page: 404, app: 404 }
  },
  'a stranger': {
    public: { page: 200, app: 200 },
    unlisted: { page: 404, app: 404 },
    team: { page: 404, app: 404 }
  },
  'a stranger with the secret': {
    public: { page: 200, app: 200 },
    unlisted: { page: 200, app: 200 },
    team: { page: 404, app: 404 }
  },
  'a viewer': {
    public: { page: 200, app: 200 },
    unlisted: { page: 404, app: 404 },
    team: { page: 404, app: 200 }
  },
  'the owner': {
    public: { page: 200, app: 200 },
    unlisted: { page: 404, app: 404 },
    team: { page: 404, app: 200 }
  }
};
const mays: Record<ShareRole, { signedIn: string[]; out: string[] }> = {
  view: { signedIn: ['view'], out: ['view'] },
  comment: { signedIn: ['view', 'comment'], out: ['view'] },
  duplicate: { signedIn: ['view', 'duplicate'], out: ['view', 'duplicate'] },
  edit: { signedIn: ['view', 'comment', 'duplicate', 'edit'], out: ['view', 'duplicate'] }
};

describe.each(visibilities)('a %s link', (visibility) => {
  test.each(shareRoles)('of role %s does for each what the table says', async (role) => {
    const { share, secret } = await make(visibility, role);
    const who: Record<string, { by: Browser; key?: string }> = {
      nobody: { by: nobody },
      'nobody with the secret': { by: nobody, key: secret },
      'a stranger': { by: stranger },
      'a stranger with the secret': { by: stranger, key: secret },
      'a viewer': { by: viewer },
      'the owner': { by: owner }
    };
    for (const [name, { by, key }] of Object.entries(who)) {
      const expected = table[name]![visibility];
      const html = key === undefined ? await page(by, share.id) : await unlock(by, share.id, key);
      const text = await html.text();
      expect([name, html.status, text.includes(words)]).toEqual([
        name,
        expected.page,
        expected.page === 200
      ]);
      expect(html.headers.get('x-robots-tag')).toBe('noindex, nofollow');
      expect(html.headers.get('cache-control')).toBe('no-store');
      const answer = await opened(by, share.id, key);
      expect([name, answer.status]).toEqual([name, expected.app]);
      if (answer.status === 200)
        expect([name, answer.body.may]).toEqual([
          name,
          by === nobody ? mays[role].out : mays[role].signedIn
        ]);
      else expect(JSON.stringify(answer.body)).not.toContain(words);
    }
  });
});

test('what was shared is shown without scripts, and nothing on the page is fetched', async () => {
  const { share, secret } = await make('unlisted', 'duplicate', {
    content: {
      ...content('<script>alert(1)</script> ![x](https://evil.example/x.png)'),
      prompt: {
        kind: 'text',
        text: 'Write.',
        written: [],
        systemPrompt: '',
        messages: [],
        variables: [],
        params: {},
        tools: [],
        outputSchema: null
      }
    }
  });
  const answer = await unlock(nobody, share.id, secret);
  const text = await answer.text();
  expect(text).not.toMatch(/<script|<img|<link|<iframe|url\(|@import/);
  expect(text).toContain(`href="/shares/${share.id}#${secret}"`);
  const policy = answer.headers.get('content-security-policy') ?? '';
  expect(policy).toContain("default-src 'none'");
  expect(policy).not.toContain('script-src');
});

test('wrong, ended, revoked and never made answer alike, and nothing of them is told', async () => {
  const revoked = await make('unlisted');
  await editor.ask('DELETE', `/v1/shares/${revoked.share.id}`);
  const ended = await make('unlisted', 'view', { days: 1 });
  team.planting.sql.prepare('update shares set expires_at = 1 where id = ?').run(ended.share.id);
  const living = await make('unlisted');
  const revokedPublic = await make('public');
  await editor.ask('DELETE', `/v1/shares/${revokedPublic.share.id}`);
  const cases: [id: string, key: string][] = [
    [living.share.id, 'wrong'],
    [living.share.id, ''],
    [revoked.share.id, revoked.secret],
    [ended.share.id, ended.secret],
    [revokedPublic.share.id, revokedPublic.secret],
    ['AAAAAAAAAAAAAAAAAAAAAA', living.secret],
    ["' or 1=1 --", living.secret]
  ];
  const seen = new Set<string>();
  const by = team.browser();
  for (const [id, key] of cases) {
    const path = encodeURIComponent(id);
    const asked = await page(by, path);
    const tried = await unlock(by, path, key);
    const app = await opened(by, path, key);
    const problem = { ...app.body, requestId: '', instance: '' };
    const policies = [asked, tried].map((one) => one.headers.get('content-security-policy'));
    seen.add(
      JSON.stringify([
        asked.status,
        await asked.text(),
        tried.status,
        await tried.text(),
        policies,
        app.status,
        problem
      ])
    );
  }
  expect(seen.size).toBe(1);
  expect([...seen][0]).not.toContain(words);
});

test('a revoked link opens nothing from the next request on, and what it showed is gone', async () => {
  const { share } = await make('public');
  expect((await page(nobody, share.id)).status).toBe(200);
  const before = performance.now();
  expect((await editor.ask('DELETE', `/v1/shares/${share.id}`)).status).toBe(204);
  expect((await page(nobody, share.id)).status).toBe(404);
  expect(performance.now() - before).toBeLessThan(1000);
  const row = team.planting.sql.prepare('select * from shares where id = ?').get(share.id);
  expect(JSON.stringify(row)).not.toContain(words);
});

test('whoever guesses is slowed down, also when they then guess right', async () => {
  const { share, secret } = await make('unlisted');
  const guesser = team.browser();
  const tries: number[] = [];
  for (let at = 0; at < 40; at++) tries.push((await unlock(guesser, share.id, `g${at}`)).status);
  expect(tries.filter((status) => status === 404).length).toBeLessThanOrEqual(31);
  expect(tries.at(-1)).toBe(429);
  expect((await unlock(guesser, share.id, secret)).status).toBe(429);
  expect((await opened(guesser, share.id, secret)).status).toBe(429);
  expect((await unlock(nobody, share.id, secret)).status).toBe(200);
});

test('the database holds no secret, and the list never tells one', async () => {
  const { share, secret } = await make('unlisted');
  const rows = JSON.stringify(team.planting.sql.prepare('select * from shares').all());
  expect(rows).not.toContain(secret);
  expect(Buffer.from(secret, 'base64url')).toHaveLength(32);
  const { body } = await editor.ask('GET', '/v1/shares');
  expect(JSON.stringify(body)).not.toContain(secret);
  expect((body.items as Share[]).some(({ id }) => id === share.id)).toBe(true);
  const log = JSON.stringify(team.planting.sql.prepare('select * from audit').all());
  expect(log).toContain(share.id);
  expect(log).not.toContain(secret);
  expect(log).not.toContain(words);
});

test('making, changing and revoking stand in the log, with the change', async () => {
  const { share } = await make('team', 'view');
  await editor.ask('PATCH', `/v1/shares/${share.id}`, { days: 3, role: 'duplicate' });
  await owner.ask('DELETE', `/v1/shares/${share.id}`);
  const verbs = team.planting.sql
    .prepare('select verb from audit where subject = ? order by n')
    .pluck()
    .all(share.id);
  expect(verbs).toEqual(['share.create', 'share.change', 'share.revoke']);
});

test('a viewer shares nothing, and an editor leaves the links of others alone', async () => {
  const body = { subjectId: null, content: content(), visibility: 'public' };
  expect((await viewer.ask('POST', '/v1/shares', body)).status).toBe(403);
  expect((await viewer.ask('GET', '/v1/shares')).status).toBe(403);
  const theirs = await owner.ask('POST', '/v1/shares', body);
  const { id } = (theirs.body as unknown as Made).share;
  expect((await editor.ask('DELETE', `/v1/shares/${id}`)).status).toBe(403);
  const others = await editor.ask('GET', `/v1/shares/${id}`);
  expect(others.body).toMatchObject({ _capabilities: { edit: false, delete: false } });
  const mine = await make('public');
  const own = await editor.ask('GET', `/v1/shares/${mine.share.id}`);
  expect(own.body).toMatchObject({ _capabilities: { edit: true, delete: true } });
  expect((await owner.ask('DELETE', `/v1/shares/${mine.share.id}`)).status).toBe(204);
  stranger.organization = null;
  expect((await stranger.ask('GET', `/v1/shares/${id}`)).status).toBe(404);
  expect((await stranger.ask('DELETE', `/v1/shares/${id}`)).status).toBe(404);
});

test('a link is no way into anything else', async () => {
  const { share, secret } = await make('unlisted', 'edit');
  const ways: Record<string, string>[] = [
    { authorization: `Bearer ${secret}` },
    { cookie: `__Host-playground=${secret}` }
  ];
  for (const path of [
    '/v1/prompts',
    '/v1/shares',
    `/v1/shares/${share.id}`,
    '/v1/runs',
    '/v1/audit'
  ])
    for (const headers of ways)
      expect((await nobody.ask('GET', path, undefined, headers)).status, path).toBe(401);
});

test('a secret in it is refused until somebody says that it may be seen, and that is logged', async () => {
  const key = 'sk-ant-api03-AbCdEfGhIjKlMnOpQrStUvWxYz0123456789abcdef';
  const body = { subjectId: null, content: content(`key: ${key}`), visibility: 'public' };
  const refused = await editor.ask('POST', '/v1/shares', body);
  expect([refused.status, refused.body.code]).toEqual([422, 'SECRET_FOUND']);
  expect(JSON.stringify(refused.body)).not.toContain(key);
  const made = await editor.ask('POST', '/v1/shares', { ...body, secretsSeen: true });
  expect(made.status).toBe(201);
  const verbs = team.planting.sql
    .prepare("select verb from audit where verb like 'share.secret%'")
    .pluck()
    .all();
  expect(verbs).toEqual(['share.secretsSeen']);
});

test('what is not named in a share is refused, not kept', async () => {
  for (const more of [{ cost: 1 }, { baseUrl: 'http://x' }, { runId: 'x' }]) {
    const body = { subjectId: null, content: { ...content(), ...more }, visibility: 'public' };
    expect((await editor.ask('POST', '/v1/shares', body)).status).toBe(400);
  }
});

test('who opens a link is counted, not named', async () => {
  const { share } = await make('public');
  await page(nobody, share.id);
  await opened(stranger, share.id);
  const { body } = await editor.ask('GET', '/v1/shares');
  const found = (body.items as Share[]).find(({ id }) => id === share.id);
  expect(found).toMatchObject({ opens: 2, author: 'Editor' });
});

test('a key that the server holds is in no share, whatever it looks like and whoever says so', async () => {
  const key = 'plainwordsasakey';
  const made = await owner.ask('POST', '/v1/connections', {
    kind: 'openai',
    name: 'Ours',
    baseUrl: 'https://gateway.example/v1',
    key
  });
  expect(made.status).toBeLessThan(300);
  const body = { subjectId: null, visibility: 'public', secretsSeen: true };
  for (const hidden of [
    content(`before ${key} after`),
    { ...content(), values: { a: key } },
    { ...content(), values: { [key]: 'a' } },
    { ...content(), title: key }
  ]) {
    const { status, body: answer } = await editor.ask('POST', '/v1/shares', {
      ...body,
      content: hidden
    });
    expect([status, answer.code]).toEqual([422, 'SECRET_FOUND']);
  }
  expect((await editor.ask('POST', '/v1/shares', { ...body, content: content() })).status).toBe(
    201
  );
  const rows = JSON.stringify(team.planting.sql.prepare('select * from shares').all());
  expect(rows).not.toContain(key);
});
