import { afterEach, beforeEach, expect, test } from 'vitest';
import { v7 } from 'uuid';
import type { Env } from '../http/route.ts';
import { Hono } from 'hono';
import { createTestServer, type TestServer } from '../testing/server.ts';
import { createRecordRoutes } from './routes.ts';
import { testPrincipal } from '../testing/principal.ts';

let server: TestServer;
let app: Hono<Env>;
let at = Date.UTC(2026, 0, 1);

beforeEach(() => {
  const later = new Hono<Env>();
  server = createTestServer({ now: () => at++, features: [] });
  const { author } = server.sync;
  later.route(
    '/',
    createRecordRoutes({ author, writer: server.writer, now: () => at++, newId: v7 })
  );
  app = server.app;
  app.route('/', later);
});
afterEach(() => server.close());

interface Answer<Body> {
  status: number;
  body: Body;
}

async function ask<Body = Record<string, never>>(
  method: string,
  path: string,
  body?: unknown
): Promise<Answer<Body>> {
  const response = await app.request(`/v1${path}`, {
    method,
    ...(body === undefined
      ? {}
      : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) })
  });
  const text = await response.text();
  return { status: response.status, body: (text === '' ? {} : JSON.parse(text)) as Body };
}

interface Shown {
  prompt: { id: string; name: string; modelConfig: object; systemPrompt: string; tags: string[] };
  messages: { id: string; role: string; text: string; position: string }[];
  labels: { name: string; versionId: string }[];
  _capabilities: object;
}
interface Listed {
  items: { id: string; name: string; labels: string[] }[];
  nextCursor: string | null;
}
const user = (content: string, id?: string) => ({ role: 'user', content, ...(id ? { id } : {}) });

async function aPrompt(fields: object = {}): Promise<Shown> {
  const { status, body } = await ask<Shown>('POST', '/prompts', {
    name: 'Recipe',
    systemPrompt: 'You are a chef.',
    messages: [user('one'), user('two')],
    ...fields
  });
  expect(status).toBe(201);
  return body;
}

test('a prompt is made with its messages and read again with what may be done with it', async () => {
  const { prompt, messages } = await aPrompt();
  const { body } = await ask<Shown>('GET', `/prompts/${prompt.id}`);
  expect(body.prompt).toMatchObject({ name: 'Recipe', systemPrompt: 'You are a chef.' });
  expect(body.prompt.modelConfig).toEqual({ model: 'sample/sample' });
  expect(body.messages.map(({ text }) => text)).toEqual(['one', 'two']);
  expect(body.messages.map(({ id }) => id)).toEqual(messages.map(({ id }) => id));
  expect(body._capabilities).toEqual({ edit: true, delete: true, execute: true });
});

test('what the API writes are synced records, with stamps of their own', async () => {
  const { prompt } = await aPrompt();
  const { sql } = server.db;
  const rows = sql.prepare("select id, fields from records where collection like 'prompt%'").all();
  expect(rows).toHaveLength(3);
  const own = (rows as { id: string; fields: string }[]).find(({ id }) => id === prompt.id);
  expect(own?.fields).toContain('systemPrompt');
});

test('a patch takes any subset and leaves the rest', async () => {
  const { prompt } = await aPrompt();
  const { body } = await ask<Shown>('PATCH', `/prompts/${prompt.id}`, { tags: ['b', 'a'] });
  expect(body.prompt).toMatchObject({ name: 'Recipe', tags: ['a', 'b'] });
  expect(body.messages).toHaveLength(2);
});

test('messages of a patch keep their rows: by id, else by what they say', async () => {
  const { prompt, messages } = await aPrompt();
  const [one, two] = messages.map(({ id }) => id);
  const { body } = await ask<Shown>('PATCH', `/prompts/${prompt.id}`, {
    messages: [user('rewritten', two), { role: 'assistant', content: 'new' }, user('one')]
  });
  expect(body.messages.map(({ text }) => text)).toEqual(['rewritten', 'new', 'one']);
  expect([body.messages[0]?.id, body.messages[2]?.id]).toEqual([two, one]);
  const emptied = await ask<Shown>('PATCH', `/prompts/${prompt.id}`, { messages: [] });
  expect(emptied.body.messages).toEqual([]);
});

test('a message may hold parts, and its first text stands apart', async () => {
  const image = { type: 'image', mediaType: 'image/png', source: { data: 'iVBORw0KGgo=' } };
  const { messages } = await aPrompt({
    messages: [{ role: 'user', content: [{ type: 'text', text: 'What is this?' }, image] }]
  });
  expect(messages[0]).toMatchObject({ text: 'What is this?', parts: [image] });
});

test.each([
  ['an unknown field', { colour: 'red' }],
  ['a text for a prompt of messages', { text: 'hello' }],
  ['a role nobody has', { messages: [{ role: 'king', content: '' }] }],
  ['a temperature in words', { modelConfig: { temperature: 'warm' } }]
])('%s is refused', async (_what, patch) => {
  const { prompt } = await aPrompt();
  const { status, body } = await ask<{ code: string }>('PATCH', `/prompts/${prompt.id}`, patch);
  expect([status, body.code]).toEqual([400, 'INVALID_REQUEST']);
});

test('a prompt in the trash is not there any more, and may come back', async () => {
  const { prompt } = await aPrompt();
  expect((await ask('DELETE', `/prompts/${prompt.id}`)).status).toBe(204);
  expect((await ask('GET', `/prompts/${prompt.id}`)).status).toBe(404);
  expect((await ask('DELETE', `/prompts/${prompt.id}`)).status).toBe(404);
  expect(server.sync.author.read('u:ada', 'prompts', prompt.id)?.deletedAt).not.toBeNull();
});

test('a list is read page by page, newest first, each once', async () => {
  for (let each = 0; each < 5; each++) await aPrompt({ name: `p${each}` });
  const seen: string[] = [];
  let cursor: string | null = null;
  do {
    const query: string = cursor === null ? '' : `&cursor=${cursor}`;
    const { body }: Answer<Listed> = await ask<Listed>('GET', `/prompts?limit=2${query}`);
    seen.push(...body.items.map(({ name }) => name));
    cursor = body.nextCursor;
  } while (cursor !== null);
  expect(seen).toEqual(['p4', 'p3', 'p2', 'p1', 'p0']);
});

test('the same content is one version, with the name it was given', async () => {
  const { prompt } = await aPrompt();
  const path = `/prompts/${prompt.id}/versions`;
  const first = await ask<{ version: { id: string } }>('POST', path, { name: 'First' });
  const again = await ask<{ version: { id: string; name: string } }>('POST', path, {});
  expect([first.status, again.status]).toEqual([201, 200]);
  expect(again.body.version).toMatchObject({ id: first.body.version.id, name: 'First', number: 1 });
  await ask('PATCH', `/prompts/${prompt.id}`, { systemPrompt: 'Be brief.' });
  await ask('POST', path, {});
  const { body } = await ask<{ items: { number: number }[] }>('GET', path);
  expect(body.items.map(({ number }) => number)).toEqual([2, 1]);
});

test('a label is set, moved and removed', async () => {
  const { prompt } = await aPrompt();
  const path = `/prompts/${prompt.id}`;
  const version = async () =>
    (await ask<{ version: { id: string } }>('POST', `${path}/versions`, {})).body.version.id;
  const one = await version();
  await ask('PATCH', path, { systemPrompt: 'Be brief.' });
  const two = await version();
  await ask('PUT', `${path}/labels/Production`, { versionId: one });
  expect((await ask('PUT', `${path}/labels/production`, { versionId: two })).status).toBe(200);
  const { body } = await ask<Listed>('GET', `${path}/versions`);
  expect(body.items.map(({ id, labels }) => [id, labels])).toEqual([
    [two, ['production']],
    [one, []]
  ]);
  expect((await ask<Shown>('GET', path)).body.labels).toHaveLength(1);
  expect((await ask('DELETE', `${path}/labels/production`)).status).toBe(204);
  expect((await ask<Shown>('GET', path)).body.labels).toEqual([]);
});

test('a label is refused on a version of another prompt', async () => {
  const [mine, other] = [await aPrompt(), await aPrompt()];
  const { body } = await ask<{ version: { id: string } }>(
    'POST',
    `/prompts/${other.prompt.id}/versions`,
    {}
  );
  const path = `/prompts/${mine.prompt.id}/labels/production`;
  expect((await ask('PUT', path, { versionId: body.version.id })).status).toBe(404);
});

test('a project carries the heads of its prompts, and takes all inside with it to the trash', async () => {
  const { body: outer } = await ask<{ project: { id: string } }>('POST', '/projects', {
    name: 'Kitchen',
    defaultConfig: { temperature: 0.2 }
  });
  const { body: inner } = await ask<{ project: { id: string } }>('POST', '/projects', {
    name: 'Cakes',
    parentId: outer.project.id
  });
  const { prompt } = await aPrompt({ projectId: outer.project.id });
  const inside = await aPrompt({ projectId: inner.project.id });
  expect(prompt.modelConfig).toEqual({ model: 'sample/sample', temperature: 0.2 });
  const { body } = await ask<{ prompts: Listed }>('GET', `/projects/${outer.project.id}`);
  expect(body.prompts.items).toMatchObject([{ id: prompt.id, name: 'Recipe' }]);
  expect(body.prompts.items[0]).not.toHaveProperty('systemPrompt');

  const path = `/projects/${outer.project.id}`;
  const circle = await ask<{ code: string }>('PATCH', path, { parentId: inner.project.id });
  expect([circle.status, circle.body.code]).toEqual([400, 'INVALID_REQUEST']);
  expect((await ask('DELETE', path)).status).toBe(204);
  for (const { id } of [prompt, inside.prompt])
    expect((await ask('GET', `/prompts/${id}`)).status).toBe(404);
  expect((await ask('GET', `/projects/${inner.project.id}`)).status).toBe(404);
});

test('a preset is made, replaced as a whole and thrown away', async () => {
  interface Preset {
    preset: { id: string; content: string | null; modelConfig: object };
  }
  const made = await ask<Preset>('POST', '/presets', {
    name: 'Careful',
    content: 'Think first.',
    modelConfig: { temperature: 0, seed: 3 }
  });
  const path = `/presets/${made.body.preset.id}`;
  expect(made.status).toBe(201);
  const put = await ask<Preset>('PUT', path, { name: 'Careful', modelConfig: { temperature: 1 } });
  expect(put.body.preset).toMatchObject({ content: null, modelConfig: { temperature: 1 } });
  expect((await ask<Listed>('GET', '/presets')).body.items).toHaveLength(1);
  expect((await ask('DELETE', path)).status).toBe(204);
  expect((await ask<Listed>('GET', '/presets')).body.items).toEqual([]);
});

test('nobody reads or changes what stands in another scope', async () => {
  const { prompt } = await aPrompt();
  const stranger = new Hono<Env>();
  stranger.use(async (c, next) => {
    c.set('principal', testPrincipal({ userId: 'eve', organizationId: 'o2', scope: 'u:eve' }));
    await next();
  });
  const { author } = server.sync;
  stranger.route(
    '/',
    createRecordRoutes({ author, writer: server.writer, now: () => at, newId: v7 })
  );
  stranger.onError((error, c) => c.json({ code: (error as { code?: string }).code }, 404));
  const paths = ['', '/versions'].map((end) => `/v1/prompts/${prompt.id}${end}`);
  for (const path of paths)
    expect(await (await stranger.request(path)).json()).toEqual({ code: 'NOT_FOUND' });
  const list = (await (await stranger.request('/v1/prompts')).json()) as Listed;
  expect(list.items).toEqual([]);
});
