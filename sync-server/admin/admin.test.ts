import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { readBundle } from '#shared/bundle/bundle-lines';
import { syncedNames } from '#shared/collections';
import { defaultsOf } from '#shared/defaults';
import { auditRows, createAudit } from '../audit/audit.ts';
import { listBackups } from '../backups/list-backups.ts';
import { holdFolder } from '../db/hold-folder.ts';
import { openDatabase } from '../db/open.ts';
import { openEnvelope } from '../secrets/envelope.ts';
import { createTestServer } from '../testing/server.ts';
import { createTeam, password } from '../testing/team.ts';
import type { Browser } from '../testing/team.ts';
import { createUpstream } from '../testing/upstream.ts';
import { runAdmin } from './admin.ts';

function installation() {
  const root = mkdtempSync(join(tmpdir(), 'playground-admin-'));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  const data = join(root, 'data');
  let now = Date.UTC(2026, 10, 21, 12);
  async function admin(...argv: string[]) {
    const said: string[] = [];
    const place = { env: { PLAYGROUND_DATA: data }, now: () => (now += 1000) };
    const code = await runAdmin(argv, { ...place, say: (line) => said.push(line) });
    return { code, said: said.join('\n') };
  }
  return { root, data, admin };
}

function fill(data: string) {
  const db = openDatabase(data);
  const envelope = openEnvelope({ db, now: () => 0 });
  const context = { organizationId: 'local', connectionId: 'c', kind: 'x', origin: 'https://a' };
  const sealed = envelope.seal(context, 'sk-secret');
  createAudit({ sql: db.sql, now: () => 0 }).write({
    organizationId: 'local',
    actor: 'local',
    verb: 'limits.change'
  });
  db.sql.close();
  return () => {
    const again = openDatabase(data);
    const secret = openEnvelope({ db: again, now: () => 0 }).open(context, sealed);
    const verbs = [...auditRows(again.sql)].map(({ verb }) => verb);
    again.sql.close();
    return { secret, verbs };
  };
}

test('without a command the table is said; an unknown one is misused', async () => {
  const { admin } = installation();
  const { code, said } = await admin();
  expect(code).toBe(64);
  for (const name of ['backup restore FILE|latest', 'keys rotate', 'audit verify', 'export --out'])
    expect(said).toContain(name);
  expect((await admin('--help')).code).toBe(0);
  expect(await admin('explode', 'now')).toMatchObject({ code: 64 });
  expect((await admin('backup', 'create', '--help')).said).toContain('The master key is not in it');
  expect(await admin('backup', 'create', '--size', '3')).toMatchObject({ code: 64 });
  expect(await admin('backup', 'verify')).toMatchObject({ code: 64 });
});

test('a backup is made, listed, verified and restored, and the log says so', async () => {
  const { data, admin } = installation();
  const read = fill(data);
  expect((await admin('backup', 'restore', 'latest')).code, 'there is none yet').toBe(65);
  expect((await admin('backup', 'create')).code).toBe(0);
  const [made] = listBackups(data);
  expect(statSync(made?.path ?? '').mode & 0o777, 'for its owner alone').toBe(0o600);
  expect((await admin('backup', 'list')).said).toContain(made?.path);
  expect((await admin('backup', 'verify', 'latest')).said).toContain('is whole');
  const restored = await admin('backup', 'restore', 'latest');
  expect(restored).toMatchObject({ code: 0 });
  expect(restored.said).toContain('What stood there is now');
  expect(read()).toEqual({ secret: 'sk-secret', verbs: ['limits.change', 'backup.restore'] });
  expect((await admin('audit', 'verify')).code).toBe(0);
});

test('what needs the server stopped is refused while it runs, and changes nothing', async () => {
  const { data, admin } = installation();
  fill(data);
  const { said } = await admin('backup', 'create');
  expect(said).toContain('verified');
  const letGo = holdFolder(data);
  const before = statSync(join(data, 'playground.sqlite')).ino;
  for (const command of [
    ['backup', 'restore', 'latest'],
    ['keys', 'rotate']
  ]) {
    const { code, said } = await admin(...command);
    expect({ code, said }).toMatchObject({ code: 78 });
    expect(said).toContain('is in use by another Playground');
  }
  expect(statSync(join(data, 'playground.sqlite')).ino).toBe(before);
  letGo();
}, 20_000);

test('the master key is rotated; a backup from before says that it needs the old one', async () => {
  const { data, admin } = installation();
  const read = fill(data);
  await admin('backup', 'create');
  const { code, said } = await admin('keys', 'rotate');
  expect({ code, said }).toMatchObject({ code: 0 });
  expect(said).toContain('1 data keys are wrapped by it');
  expect(read()).toEqual({ secret: 'sk-secret', verbs: ['limits.change', 'keys.rotate'] });
  const restored = await admin('backup', 'restore', 'latest');
  expect(restored.said).toContain('is not the one this backup was sealed with');
});

test('a member’s own key opens after a rotation, and with another master key nothing starts', async () => {
  const { data, admin } = installation();
  const upstream = await createUpstream();
  onTestFinished(() => upstream.close());
  const env = { PLAYGROUND_DATA: data, PLAYGROUND_EGRESS_ALLOW: upstream.url };
  const team = await createTeam({ ...env, PLAYGROUND_REGISTRATION: 'open' });
  const ada = await team.person('Ada');
  const own = { kind: 'openai-compatible', name: 'Mine', baseUrl: `${upstream.url}/v1` };
  const body = { ...own, key: 'planted-key-of-ada-0123456789', consent: true };
  const { id } = (await ada.ask('POST', '/v1/connections/own', body)).body;
  await team.stop();

  expect(await admin('keys', 'rotate')).toMatchObject({ code: 0 });
  const again = await createTeam(env);
  const back = again.browser();
  const email = 'ada@example.org';
  await back.ask('POST', '/v1/auth/sign-in', { email, password });
  const content = {
    kind: 'text',
    text: 'Once',
    systemPrompt: '',
    variables: [],
    tools: [],
    modelConfig: { model: `${String(id)}/ok` },
    outputSchema: null
  };
  expect((await back.ask('POST', '/v1/runs', { content })).status).toBe(201);
  const sent = () => upstream.stats.seen.at(-1)?.headers['authorization'];
  await expect.poll(sent).toBe(`Bearer ${body.key}`);
  await again.stop();

  writeFileSync(`${data}.key`, 'ab'.repeat(32));
  await expect(createTeam(env)).rejects.toThrow(/not the one this database was sealed with/);
}, 30_000);

test('S54: audit verify names the row somebody changed', async () => {
  const { data, admin } = installation();
  fill(data);
  const { sql } = openDatabase(data);
  sql.exec("drop trigger audit_never_changes; update audit set actor = 'eve'");
  sql.close();
  const { code, said } = await admin('audit', 'verify');
  expect({ code, said }).toEqual({
    code: 65,
    said: 'Broken: organization local, row 1 (limits.change): it was changed.'
  });
});

test('S53: an export holds all records of a scope and nobody else’s, and the app can read it', async () => {
  const { root, data, admin } = installation();
  const server = createTestServer({ folder: data });
  for (const scope of ['u:ada', 'u:eve'])
    await server.writer.transact(() =>
      server.sync.author.write(scope, [
        { collection: 'projects', id: `p-${scope}`, fields: { name: scope, position: 'a' } },
        { collection: 'presets', id: `s-${scope}`, fields: { name: scope } }
      ])
    );
  await server.close();
  const names = (file: string) => {
    const { bundle, unknown } = readBundle(readFileSync(file, 'utf8'));
    expect(unknown).toBe(0);
    return [...bundle.projects, ...bundle.presets].map(({ name }) => name);
  };
  const [one, all] = [join(root, 'ada.ndjson'), join(root, 'all.ndjson')];
  expect(await admin('export', '--out', one, '--scope', 'u:ada')).toMatchObject({ code: 0 });
  expect(names(one)).toEqual(['u:ada', 'u:ada']);
  expect((await admin('export', '--out', all)).code).toBe(0);
  expect(names(all)).toEqual(['u:ada', 'u:eve', 'u:ada', 'u:eve']);
  expect((await admin('export')).code, 'where to is not guessed').toBe(64);
  const again = await admin('export', '--out', one);
  expect([again.code, names(one)], 'nothing is written over').toEqual([65, ['u:ada', 'u:ada']]);
  const unknown = await admin('export', '--out', join(root, 'x'), '--scope', 'u:nobody');
  expect(unknown).toMatchObject({ code: 78, said: expect.stringContaining('u:ada, u:eve') });
});

test('an export holds every collection that is synced, as a person’s own export does', async () => {
  const { root, data, admin } = installation();
  const { sql } = openDatabase(data);
  const add = sql.prepare(
    `insert into records (scope, collection, id, seq, body, fields, created_at, updated_at)
     values ('u:ada', ?, 'one', ?, ?, '{}', 1, 1)`
  );
  syncedNames.forEach((name, seq) => add.run(name, seq, JSON.stringify(defaultsOf(name))));
  sql.close();
  const file = join(root, 'all.ndjson');
  expect((await admin('export', '--out', file)).code).toBe(0);
  const lines = readFileSync(file, 'utf8').trim().split('\n');
  const kinds = lines.map((line) => (JSON.parse(line) as { collection?: string }).collection);
  expect(new Set(kinds)).toEqual(new Set([undefined, ...syncedNames]));
  expect(kinds).toContain('conversations');
  expect(kinds).toContain('messages');
});

test('without a database a command says so and makes none', async () => {
  const { data, admin } = installation();
  expect(await admin('audit', 'verify')).toMatchObject({ code: 78 });
  expect((await admin('backup', 'create')).code).toBe(65);
  expect(() => statSync(data)).toThrow();
});

test('an account made by the operator begins with the sample project, as one that registers does', async () => {
  const { data, admin } = installation();
  const password = async (email: string) =>
    / (\S+)$/.exec((await admin('user', 'create', email)).said)?.[1] ?? '';
  const made = { first: await password('first@example.org'), eve: '' };
  const team = await createTeam({ PLAYGROUND_DATA: data, PLAYGROUND_REGISTRATION: 'open' });
  onTestFinished(team.stop);
  await team.prepare();
  // Beside the server, which is running by now.
  made.eve = await password('eve@example.org');
  const registered = await team.person('Registered');
  const names = async (one: Browser) => {
    const { items } = (await one.ask('GET', '/v1/prompts')).body as { items: { name: string }[] };
    return items.map(({ name }) => name).toSorted();
  };
  await expect.poll(() => names(registered)).toHaveLength(5);
  for (const [name, password] of Object.entries(made)) {
    const one = team.browser();
    const email = `${name}@example.org`;
    expect((await one.ask('POST', '/v1/auth/sign-in', { email, password })).status).toBe(200);
    expect(await names(one), name).toEqual(await names(registered));
  }
}, 30_000);

test('an account made and let in again by the operator signs in with what was printed, once', async () => {
  const { data, admin } = installation();
  expect((await admin('user', 'list')).code, 'there is no database yet').toBe(78);
  const made = await admin('user', 'create', 'ada@example.org', '--name', 'Ada');
  expect(made).toMatchObject({ code: 0 });
  const [, first = ''] = /Password to begin with: (\S+)/.exec(made.said) ?? [];
  expect((await admin('user', 'create', 'ada@example.org')).said).toContain('user reset');
  expect((await admin('user', 'create', 'nobody')).code).toBe(64);
  expect((await admin('user', 'reset', 'eve@example.org')).code).toBe(78);
  expect((await admin('user', 'list')).said).toBe('ada@example.org  Ada');

  const reset = await admin('user', 'reset', 'ada@example.org');
  const [, second = ''] = /(\S+)$/.exec(reset.said) ?? [];
  const team = await createTeam({ PLAYGROUND_DATA: data });
  onTestFinished(team.stop);
  const signIn = (password: string) =>
    team.browser().ask('POST', '/v1/auth/sign-in', { email: 'ada@example.org', password });
  expect((await signIn(first)).status).toBe(401);
  expect((await signIn(second)).status).toBe(200);
});
