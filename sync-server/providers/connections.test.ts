import { Hono } from 'hono';
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { describeModel } from '#shared/model-registry';
import { openDatabase } from '../db/open.ts';
import { createWriter } from '../db/writer.ts';
import { readSettings } from '../env.ts';
import { onError } from '../http/problem.ts';
import { openEnvelope } from '../secrets/envelope.ts';
import { createCollector, runToEnd, textOf } from '../testing/collect.ts';
import { createUpstream } from '../testing/upstream.ts';
import { createConnections } from './connections.ts';
import { createEgress } from './egress.ts';
import { egressPolicyOf } from './environment-connections.ts';
import type { PromptContent } from '#shared/prompt-fields';
import type { ModelConfig } from '#shared/model-config';
import type { Env } from '../http/route.ts';
import type { Upstream } from '../testing/upstream.ts';
import { testPrincipal } from '../testing/principal.ts';

const key = 'sk-planted-canary-0123456789abcd';
const me = { organizationId: 'mine', userId: 'me' };
let upstream: Upstream;
let server: Awaited<ReturnType<typeof createServer>>;

beforeAll(async () => {
  upstream = await createUpstream();
});
afterAll(() => upstream.close());
beforeEach(async () => {
  server = await createServer({});
});
afterEach(() => server.close());

function createServer(env: Record<string, string>) {
  const settings = readSettings({ PLAYGROUND_PROBE: 'off', ...env });
  const db = openDatabase(':memory:');
  const writer = createWriter(db.sql);
  const now = () => 1000;
  const egress = createEgress({ policy: egressPolicyOf(settings, () => 1) });
  let ids = 0;
  const sample = describeModel({
    connectionId: 'sample',
    kind: 'ollama',
    name: 'sample',
    host: 'on this server',
    local: true
  });
  const connections = createConnections({
    db,
    writer,
    envelope: openEnvelope({ db, now }),
    egress,
    settings,
    sample: {
      model: { ...sample, label: 'Sample model', sample: true },
      provider: { run: async (_call, sink) => sink.delta({ type: 'model', name: 'sample' }) }
    },
    now,
    newId: () => `c${++ids}`
  });
  const app = new Hono<Env>();
  app.onError(onError(pino({ level: 'silent' })));
  app.use(async (c, next) => {
    const organizationId = c.req.header('x-test-organization') ?? 'mine';
    c.set('principal', testPrincipal({ userId: 'me', organizationId, scope: 'u:me' }));
    await next();
  });
  app.route('/', connections.routes);
  async function ask(method: string, path: string, body?: unknown, organization = 'mine') {
    const response = await app.request(path, {
      method,
      headers: { 'content-type': 'application/json', 'x-test-organization': organization },
      ...(body === undefined ? {} : { body: JSON.stringify(body) })
    });
    const text = await response.text();
    const json = (text === '' ? null : JSON.parse(text)) as Record<string, never>;
    return { status: response.status, json, text };
  }
  async function close() {
    await egress.close();
    db.sql.close();
  }
  return { ask, connections, db, close };
}

function entered(over: Record<string, unknown> = {}) {
  return { kind: 'openai-compatible', name: 'Mine', baseUrl: upstream.url, key, ...over };
}

function content(modelConfig: ModelConfig, text = 'Once'): PromptContent {
  return {
    kind: 'text',
    text,
    systemPrompt: '',
    variables: [],
    modelConfig,
    tools: [],
    outputSchema: null
  };
}

describe('a connection', () => {
  test('is made, listed, renamed and deleted, and its key never comes back', async () => {
    const made = await server.ask('POST', '/connections', entered());
    expect(made.status).toBe(201);
    expect(made.json).toMatchObject({ id: 'c1', keyLast4: 'abcd', readOnly: false });
    const renamed = await server.ask('PATCH', '/connections/c1', { name: 'Other' });
    expect(renamed.json).toMatchObject({ name: 'Other', keyDropped: false, keyLast4: 'abcd' });
    const list = await server.ask('GET', '/connections');
    expect(list.json['items']).toMatchObject([{ id: 'sample', readOnly: true }, { id: 'c1' }]);
    for (const { text } of [made, renamed, list]) expect(text).not.toContain('canary');
    expect((await server.ask('DELETE', '/connections/c1')).status).toBe(204);
    expect((await server.ask('DELETE', '/connections/c1')).json['code']).toBe(
      'CONNECTION_NOT_FOUND'
    );
  });

  test('keeps its key out of the database in plain', async () => {
    await server.ask('POST', '/connections', entered());
    const dump = server.db.sql.serialize().toString('latin1');
    expect(dump).toContain('Mine');
    expect(dump).not.toContain('canary');
  });

  test('of another organization is not there', async () => {
    await server.ask('POST', '/connections', entered());
    for (const [method, body] of [
      ['PATCH', { name: 'Stolen' }],
      ['DELETE', undefined]
    ] as const)
      expect((await server.ask(method, '/connections/c1', body, 'theirs')).status).toBe(404);
    expect((await server.ask('GET', '/connections', undefined, 'theirs')).text).not.toContain('c1');
    await expect(
      server.connections.resolve({ organizationId: 'theirs', userId: 'me' }, 'c1/ok')
    ).rejects.toMatchObject({
      code: 'CONNECTION_NOT_FOUND'
    });
  });

  test('of one’s own is not stored for somebody who was removed while they asked', async () => {
    const own = { ...entered(), consent: true };
    expect((await server.ask('POST', '/connections/own', own)).status).toBe(404);
    expect(server.db.sql.prepare('select * from connections').all()).toEqual([]);
  });

  test('that moves to another server drops its key and says so', async () => {
    await server.ask('POST', '/connections', entered());
    const elsewhere = await createUpstream();
    const moved = await server.ask('PATCH', '/connections/c1', { baseUrl: elsewhere.url });
    expect(moved.json).toMatchObject({ keyDropped: true, keyLast4: null });
    const { provider, model, call } = await server.connections.resolve(me, 'c1/ok');
    await runToEnd(provider, call(content({ model: model.id })));
    expect(elsewhere.stats.seen[0]?.headers['authorization']).toBeUndefined();
    await elsewhere.close();
  });

  test('keeps its key when only the path of its address changes', async () => {
    await server.ask('POST', '/connections', entered());
    const moved = await server.ask('PATCH', '/connections/c1', { baseUrl: `${upstream.url}/v1/` });
    expect(moved.json).toMatchObject({ keyDropped: false, keyLast4: 'abcd' });
  });

  test('whose address was changed behind our back has a key that cannot be read', async () => {
    await server.ask('POST', '/connections', entered());
    server.db.sql.prepare("update connections set base_url = 'https://evil.test/v1'").run();
    await expect(server.connections.resolve(me, 'c1/ok')).rejects.toMatchObject({
      code: 'CONNECTION_KEY_UNREADABLE'
    });
  });

  test.each([
    ['http://10.0.0.5:8000', 'EGRESS_BLOCKED'],
    ['http://169.254.169.254/latest', 'EGRESS_BLOCKED'],
    ['https://user:pass@api.openai.com', 'EGRESS_BLOCKED'],
    ['file:///etc/passwd', 'EGRESS_BLOCKED'],
    ['', 'INVALID_REQUEST'],
    ['javascript:alert(1)', 'INVALID_REQUEST'],
    ['not an address', 'INVALID_REQUEST']
  ])('to %j is refused', async (baseUrl, code) => {
    expect((await server.ask('POST', '/connections', entered({ baseUrl }))).json['code']).toBe(
      code
    );
  });

  test.each([
    [{ key: 'two words' }],
    [{ key: 'line\nbreak' }],
    [{ organizationId: 'theirs' }],
    [{ kind: 'sample' }],
    [{ name: ' ' }]
  ])('with %j is refused', async (over) => {
    const answer = await server.ask('POST', '/connections', entered(over));
    expect(answer.json['code']).toBe('INVALID_REQUEST');
  });

  test('takes an address as people type it', async () => {
    const typed = upstream.url.replace('http://', '');
    const made = await server.ask('POST', '/connections', entered({ baseUrl: ` ${typed} ` }));
    expect(made.json['baseUrl']).toBe(`${upstream.url}/`);
  });

  test('is tested: which models it has, or what is wrong', async () => {
    await server.ask('POST', '/connections', entered());
    const good = await server.ask('POST', '/connections/c1/test');
    expect(good.json).toMatchObject({ ok: true, models: expect.arrayContaining(['ok', 'slow']) });
    await server.ask('POST', '/connections', entered({ baseUrl: 'http://127.0.0.1:9', key: null }));
    const bad = await server.ask('POST', '/connections/c2/test');
    expect(bad.status).toBe(200);
    expect(bad.json).toMatchObject({ ok: false, error: { code: 'MODEL_UNAVAILABLE' } });
  });
});

describe('the models', () => {
  test('of every connection are listed beside the sample', async () => {
    await server.ask('POST', '/connections', entered({ kind: 'ollama', name: 'Llama farm' }));
    const { json } = await server.ask('GET', '/models');
    expect(json['items']).toMatchObject(
      expect.arrayContaining([
        expect.objectContaining({ id: 'sample/sample' }),
        expect.objectContaining({ id: 'c1/ok', textDialect: 'ollama' })
      ])
    );
    expect(json['connections']).toEqual([
      { id: 'sample', name: 'Sample model', status: 'ok' },
      { id: 'c1', name: 'Llama farm', status: 'ok' }
    ]);
  });

  test('of a server that is not there are none, with the reason', async () => {
    await server.ask('POST', '/connections', entered({ baseUrl: 'http://127.0.0.1:9' }));
    const { json } = await server.ask('GET', '/models');
    expect(json['connections']).toMatchObject([
      { id: 'sample' },
      { id: 'c1', status: 'error', error: { code: 'MODEL_UNAVAILABLE' } }
    ]);
  });

  test('from the environment are there, and cannot be edited', async () => {
    await server.close();
    server = createServer({ OPENAI_BASE_URL: `${upstream.url}/v1`, OPENAI_API_KEY: key });
    const { json, text } = await server.ask('GET', '/connections');
    expect(json['items']).toMatchObject([
      { id: 'sample' },
      { id: 'env-openai', kind: 'openai-compatible', readOnly: true, keyLast4: 'abcd' }
    ]);
    expect(text).not.toContain('canary');
    expect((await server.ask('DELETE', '/connections/env-openai')).status).toBe(409);
    expect((await server.ask('GET', '/models')).text).toContain('"env-openai/ok"');
  });
});

describe('the list of models', () => {
  beforeEach(() => server.ask('POST', '/connections', entered()));
  const idsOf = (json: Record<string, never>) =>
    (json['items'] ?? ([] as { id: string }[])).map(({ id }) => id);

  test('is filtered, sorted and cut into pages', async () => {
    const whole = await server.ask('GET', '/models');
    expect(idsOf(whole.json)).toEqual(expect.arrayContaining(['sample/sample', 'c1/ok']));
    expect(whole.json['nextCursor']).toBeNull();
    expect(idsOf((await server.ask('GET', '/models?connection=sample')).json)).toEqual([
      'sample/sample'
    ]);
    expect(idsOf((await server.ask('GET', '/models?q=ok&capability=messages')).json)).toEqual([
      'c1/ok'
    ]);
    const first = await server.ask('GET', '/models?sort=name&limit=1');
    const next = await server.ask(
      'GET',
      `/models?sort=name&limit=1&cursor=${encodeURIComponent(String(first.json['nextCursor']))}`
    );
    expect(idsOf(first.json)).toHaveLength(1);
    expect(idsOf(next.json)).not.toEqual(idsOf(first.json));
    expect(next.json['connections']).toHaveLength(2);
  });

  test.each([
    ['sort=size', 'query.sort'],
    ['capability=tools,flying', 'query.capability'],
    ['input=smell', 'query.input'],
    ['limit=0', 'query.limit'],
    ['cursor=gone', 'query.cursor']
  ])('refuses %s by name', async (asked, field) => {
    const { status, json } = await server.ask('GET', `/models?${asked}`);
    expect(status).toBe(400);
    expect(json).toMatchObject({ code: 'INVALID_REQUEST', detail: expect.stringContaining(field) });
  });
});

describe('resolving a model', () => {
  beforeEach(() => server.ask('POST', '/connections', entered()));

  test('runs one that no list tells of, with the parameters of its kind', async () => {
    upstream.script({ tokens: ['Yes'] }, 'secret/model:7b');
    const { provider, model, call } = await server.connections.resolve(me, 'c1/secret/model:7b');
    expect(model).toMatchObject({ name: 'secret/model:7b', contextTokens: null });
    const asked = call(content({ model: model.id, temperature: 0.3, reasoningEffort: 'high' }));
    expect(asked.config).toEqual({ model: model.id, temperature: 0.3 });
    expect(textOf(await runToEnd(provider, asked))).toBe('Yes');
    const seen = upstream.stats.seen.at(-1);
    expect(seen?.path).toBe('/v1/completions');
    expect(seen?.headers['authorization']).toBe(`Bearer ${key}`);
    expect(seen?.body).toMatchObject({ prompt: 'Once', temperature: 0.3 });
  });

  test('answers the sample without any connection', async () => {
    const { provider, model, call } = await server.connections.resolve(me, 'sample/sample');
    expect(model.label).toBe('Sample model');
    const collector = createCollector();
    await provider.run(call(content({})), collector.sink, new AbortController().signal);
    expect(collector.deltas).toEqual([{ type: 'model', name: 'sample' }]);
  });

  test.each([
    ['sample/other', 'MODEL_NOT_FOUND'],
    ['c1', 'MODEL_NOT_FOUND'],
    ['c1/', 'MODEL_NOT_FOUND'],
    ['gone/gpt', 'CONNECTION_NOT_FOUND'],
    ['local-1234/llama', 'CONNECTION_NOT_FOUND']
  ])('%s is %s', async (modelId, code) => {
    await expect(server.connections.resolve(me, modelId)).rejects.toMatchObject({ code });
  });
});
