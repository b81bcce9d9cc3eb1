import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTeam, password } from '../testing/team.ts';
import type { Browser, Team } from '../testing/team.ts';
import { tablesOfSpace } from './erase.ts';

let team: Team;
let ada: Browser;
beforeAll(async () => {
  team = await createTeam({ PLAYGROUND_REGISTRATION: 'open' });
  ada = await team.person('Ada');
}, 120_000); // passwords are slow to hash, on purpose
afterAll(() => team.stop());

/** Every word of this in whatever is planted, so that one search finds all that was left behind. */
const canary = 'kestrel';

async function organization(of: Browser, name: string): Promise<string> {
  const { body } = await of.ask('POST', '/v1/organizations', { name });
  return String(body.id);
}

async function bring(owner: Browser, one: Browser, id: string, email: string, role: string) {
  owner.organization = id;
  const path = `/v1/organizations/${id}/invitations`;
  const { body } = await owner.ask('POST', path, { email, role });
  await one.ask('POST', '/v1/invitations/accept', { secret: body.secret });
}

/** One of everything a person can leave on a server, with the canary in it. */
async function plant(one: Browser, word = canary) {
  const made = await one.ask('POST', '/v1/prompts', {
    name: `${word} prompt`,
    kind: 'text',
    text: { content: `Say ${word} twice`, spans: [] }
  });
  const promptId = (made.body.prompt as { id: string }).id;
  await one.ask('PATCH', `/v1/prompts/${promptId}`, { name: `${word} again` });
  await one.ask('PATCH', `/v1/prompts/${promptId}`, {
    text: { content: `Say ${word} three times`, spans: [] },
    modelConfig: { model: 'sample/sample', maxTokens: 5 }
  });
  await one.ask('POST', `/v1/prompts/${promptId}/versions`, { name: word });
  const ran = await one.ask('POST', `/v1/prompts/${promptId}/execute`, {});
  expect(ran.status, JSON.stringify(ran.body)).toBeLessThan(300);
  await one.ask('POST', '/v1/presets', { name: word, modelConfig: {} });
  await one.ask('POST', '/v1/projects', { name: word });
  const bytes = Buffer.from(`the bytes of a ${word}`);
  const hash = createHash('sha256').update(bytes).digest('hex');
  const put = await one.raw('PUT', `/v1/blobs/${hash}`, {
    body: bytes,
    headers: { 'content-type': 'application/octet-stream' }
  });
  expect(put.status).toBe(201);
  const connected = await one.ask('POST', '/v1/connections', {
    kind: 'openai',
    name: `${word} ai`,
    key: `sk-${word}-0123456789`,
    baseUrl: 'https://api.openai.com/v1'
  });
  expect(connected.status, JSON.stringify(connected.body)).toBe(201);
  await one.ask('POST', '/v1/api-keys', { name: word, grants: ['view'] });
  return promptId;
}

function leftovers(): string[] {
  const { sql } = team.planting;
  const tables = sql.prepare("select name from sqlite_schema where type = 'table'").pluck().all();
  const rows = (tables as string[]).flatMap((table) =>
    sql
      .prepare(`select * from "${table}"`)
      .all()
      .map((row) => `${table} ${JSON.stringify(row)}`)
  );
  const files = readdirSync(team.folder, { recursive: true, withFileTypes: true })
    .filter((each) => each.isFile())
    .map((each) => join(each.parentPath, each.name));
  const isLeft = (text: string) => text.toLowerCase().includes(canary);
  return [
    ...rows.filter(isLeft),
    ...files.filter((path) => isLeft(readFileSync(path).toString('latin1')))
  ];
}

test('what is exported is all of it, can be imported, and holds no key', async () => {
  const one = await team.person('Exporter');
  await plant(one, 'heron');
  const response = await one.raw('GET', '/v1/export');
  const text = await response.text();
  expect(response.headers.get('content-disposition')).toMatch(/attachment; filename="playground-/);
  const lines = text
    .trim()
    .split('\n')
    .map((each) => JSON.parse(each) as Record<string, unknown>);
  expect(lines[0]).toMatchObject({ format: 'playground-bundle' });
  const kinds = new Set(lines.map((each) => String(each.collection ?? Object.keys(each)[0])));
  for (const kind of ['prompts', 'versions', 'runs', 'presets', 'projects', 'output', 'file'])
    expect(kinds, kind).toContain(kind);
  for (const kind of ['person', 'session', 'signIn', 'membership', 'apiKey', 'connection'])
    expect(kinds, kind).toContain(kind);
  expect(kinds).toContain('usage');
  expect(text).toContain('exporter@example.org');
  expect(text).not.toContain('sk-heron');
  const about = lines.filter((each) => !each.collection && !each.output && !each.file);
  const names = about.flatMap((each) => Object.keys(Object.values(each)[0] as object));
  for (const secret of ['password', 'token', 'hash', 'secretHash', 'publicKey', 'sealedKey'])
    expect(names).not.toContain(secret);
});

test('a deleted account leaves nothing in any table or file but what belongs to others', async () => {
  const one = await team.person(canary);
  one.organization = null;
  await plant(one);
  const alone = await organization(one, `${canary} & sons`);
  one.organization = alone;
  await plant(one);
  const acme = await organization(ada, 'Acme');
  await bring(ada, one, acme, `${canary}@example.org`, 'editor');
  one.organization = acme;
  const shared = await one.ask('POST', '/v1/prompts', { name: 'Ours', kind: 'text' });
  const own = await one.ask('POST', '/v1/connections/own', {
    kind: 'openai',
    name: `${canary} alone`,
    key: `sk-${canary}-0123456789`,
    consent: true
  });
  expect(own.status, JSON.stringify(own.body)).toBe(201);
  await ada.ask('POST', `/v1/organizations/${acme}/invitations`, {
    email: `${canary}@example.org`,
    role: 'admin'
  });
  expect(leftovers()).not.toEqual([]);

  const asked = (await one.ask('GET', '/v1/account/deletion')).body;
  expect(asked).toMatchObject({
    goes: { apiKeys: 2, connections: 3, files: 2, organizations: [{ id: alone }] },
    stays: [{ id: acme, name: 'Acme' }],
    handOver: [],
    backupDays: 35
  });
  const { person } = await one.account();
  const body = { email: `${canary}@example.org` };
  expect((await one.ask('DELETE', '/v1/account', { email: 'ada@example.org' })).status).toBe(400);
  expect(await one.ask('DELETE', '/v1/account', body)).toMatchObject({ status: 200 });

  expect(leftovers()).toEqual([]);
  expect((await one.ask('GET', '/v1/prompts')).body.code).toBe('UNAUTHENTICATED');
  const told = (await team.browser().ask('GET', `/v1/account?was=${person?.id}`)).body;
  expect(told).toMatchObject({ person: null, gone: true });
  ada.organization = acme;
  const { id } = shared.body.prompt as { id: string };
  expect((await ada.ask('GET', `/v1/prompts/${id}`)).body.prompt).toMatchObject({ name: 'Ours' });
  const log = JSON.stringify((await ada.ask('GET', '/v1/audit')).body);
  expect(log).toContain('member.delete');
});

test('whoever alone owns what others use hands it over first', async () => {
  const one = await team.person('Keeper');
  const other = await team.person('Guest');
  const id = await organization(one, 'Shared house');
  await bring(one, other, id, 'guest@example.org', 'editor');
  const body = { email: 'keeper@example.org' };
  const refused = await one.ask('DELETE', '/v1/account', body);
  expect(refused.body).toMatchObject({ code: 'LAST_OWNER', detail: 'Shared house.' });
  expect((await one.account()).person?.name).toBe('Keeper');
  const { person } = await other.account();
  one.organization = id;
  await one.ask('PATCH', `/v1/organizations/${id}/members/${person?.id}`, { role: 'owner' });
  expect((await one.ask('DELETE', '/v1/account', body)).status).toBe(200);
});

test('it asks once more who one is, if that was long ago', async () => {
  const one = await team.person('Sleepy');
  const { person } = await one.account();
  team.planting.sql.prepare('update sessions set proven_at = 0 where user_id = ?').run(person?.id);
  const body = { email: 'sleepy@example.org' };
  expect((await one.ask('DELETE', '/v1/account', body)).body.code).toBe('REAUTH_REQUIRED');
  await one.ask('POST', '/v1/auth/prove', { password });
  expect((await one.ask('DELETE', '/v1/account', body)).status).toBe(200);
});

test('a run that is live ends, and the first space is given to nobody else', async () => {
  const own = await createTeam({ PLAYGROUND_REGISTRATION: 'open' });
  const first = await own.person('First');
  const content = {
    kind: 'text',
    text: 'On and on',
    systemPrompt: '',
    variables: [],
    tools: [],
    modelConfig: { model: 'sample/sample', maxTokens: 4000 },
    outputSchema: null
  };
  expect((await first.ask('POST', '/v1/runs', { content })).status).toBeLessThan(300);
  const gone = await first.ask('DELETE', '/v1/account', { email: 'first@example.org' });
  expect(gone.status).toBe(200);
  const count = own.planting.sql.prepare("select count(*) from runs where scope = 'u:local'");
  expect(count.pluck().get()).toBe(0);
  const { sql } = own.planting;
  await own.planting.writer.idle();
  for (const table of ['records', 'ledger', 'run_outputs', 'run_segments'])
    expect(sql.prepare(`select count(*) from ${table}`).pluck().get(), table).toBe(0);
  const next = own.browser();
  // Nobody is there again, so the next account has to be made at the server itself.
  const made = await next.ask('POST', '/v1/auth/sign-up', {
    name: 'Next',
    email: 'next@example.org',
    password
  });
  expect(made.body.code).toBe('REGISTRATION_CLOSED');
  await own.stop();
}, 60_000);

test('every table either goes with a space, or is known to hold nothing of one', () => {
  const { sql } = team.planting;
  const all = sql
    .prepare("select name from pragma_table_list where schema = 'main' and type = 'table'")
    .pluck()
    .all() as string[];
  const going = new Set(tablesOfSpace(sql).map(({ table }) => table));
  expect(
    all.filter((table) => !going.has(table) && !table.startsWith('sqlite_')).toSorted()
  ).toEqual([
    '__drizzle_migrations',
    'accounts',
    'audit',
    'meta',
    'passkeys',
    'recovery_codes',
    'sessions',
    'users',
    'verifications'
  ]);
});
