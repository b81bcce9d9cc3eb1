import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Mutation } from '#shared/mutations';
import { recoveredId } from '#shared/recovered';
import type { Page, PullResponse, PushResponse } from '#shared/protocol';
import { createTestServer, type TestServer } from '../testing/server.ts';

const day = 24 * 60 * 60 * 1000;
let time = Date.UTC(2026, 0, 1);
let server: TestServer;
let cseq = 0;
beforeEach(() => {
  server = createTestServer({ now: () => time });
});
afterEach(() => server.close());

const post = async (path: string, body: unknown) =>
  server.request(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body)
  });

function change(mid: string, id: string, values: Record<string, unknown>, base?: string): Mutation {
  const set = Object.fromEntries(
    Object.entries(values).map(([path, v]) => [
      path,
      { v, base: base ?? null, baseEff: base ? 1 : 0, ts: 2 }
    ])
  );
  const own = { mid, cseq: ++cseq, scope: 'u:ada', collection: 'prompts', id, sv: 1 };
  return { ...own, op: base ? 'patch' : 'create', set };
}

const purge = (mid: string, id: string, seen: Record<string, string>): Mutation => ({
  ...change(mid, id, {}),
  op: 'purge',
  set: Object.fromEntries(
    Object.entries(seen).map(([path, base]) => [path, { base, baseEff: 0, ts: 1 }])
  )
});

async function push(...mutations: Mutation[]) {
  const response = await post('/v1/sync/push', { clientId: 'c1', mutations });
  expect(response.status).toBe(200);
  return ((await response.json()) as PushResponse).results;
}

async function pull() {
  const cursors = { 'u:ada': { epoch: '', seq: 0, mark: null } };
  const response = await post('/v1/sync/pull', { clientId: 'c1', cursors });
  return ((await response.json()) as PullResponse).scopes['u:ada'] as Page;
}

test('a purge leaves an id in the feed and nothing of the content, also in the log file', async () => {
  await server.close();
  const folder = mkdtempSync(join(tmpdir(), 'purge-'));
  server = createTestServer({ folder, now: () => time });
  const text = (word: string) => ({ text: { content: word, spans: [] } });
  await push(change('a', 'p', { name: 'first-secret', ...text('second-secret') }));
  await push(change('b', 'p', text('third-secret'), 'elsewhere'));
  const stands = JSON.parse(
    server.db.sql.prepare("select fields from records where id = 'p'").pluck().get() as string
  ) as Record<string, { mid: string }>;
  const seen = Object.fromEntries(Object.entries(stands).map(([path, { mid }]) => [path, mid]));
  expect(server.db.sql.prepare('select count(*) from revisions').pluck().get()).toBe(1);
  expect((await push(purge('gone', 'p', seen)))[0]?.status).toBe('applied');
  await server.writer.idle();
  await new Promise(setImmediate);
  const page = await pull();
  expect(page.rows).toEqual([]);
  expect(page.tombstones?.map(({ collection, id }) => [collection, id])).toContainEqual([
    'prompts',
    'p'
  ]);
  for (const file of ['playground.sqlite', 'playground.sqlite-wal'])
    expect(readFileSync(join(folder, file)).includes('-secret'), file).toBe(false);
  rmSync(folder, { recursive: true });
});

test('versions, runs with their outputs, and conflicts go with their prompt', async () => {
  const { author } = server.sync;
  await server.writer.transact(() => {
    author.write('u:ada', [
      { collection: 'prompts', id: 'p', fields: { name: 'x', deletedAt: 1 } },
      { collection: 'versions', id: 'v', fields: { promptId: 'p' } },
      { collection: 'runs', id: 'r', fields: { promptId: 'p' } },
      { collection: 'conflicts', id: 'c', fields: { recordId: 'p' } },
      { collection: 'versions', id: 'other', fields: { promptId: 'q' } }
    ]);
    server.db.sql.prepare("insert into run_outputs values ('r', 'u:ada', '{}')").run();
  });
  time += 31 * day;
  await server.sync.tidy();
  const page = await pull();
  expect(page.rows.map(({ id }) => id)).toEqual(['other']);
  expect(page.tombstones?.map(({ id }) => id).sort()).toEqual(['c', 'p', 'r', 'v']);
  expect(server.db.sql.prepare('select count(*) from run_outputs').pluck().get()).toBe(0);
});

test('messages and runs go with their conversation, and a late message finds no place', async () => {
  const { author } = server.sync;
  await server.writer.transact(() => {
    author.write('u:ada', [
      { collection: 'conversations', id: 'c', fields: { title: 'x', deletedAt: 1 } },
      { collection: 'messages', id: 'm', fields: { conversationId: 'c', text: 'secret' } },
      { collection: 'runs', id: 'r', fields: { conversationId: 'c' } },
      { collection: 'messages', id: 'other', fields: { conversationId: 'd' } }
    ]);
    server.db.sql.prepare("insert into run_outputs values ('r', 'u:ada', '{}')").run();
  });
  time += 31 * day;
  await server.sync.tidy();
  const page = await pull();
  expect(page.rows.map(({ id }) => id)).toEqual(['other']);
  expect(page.tombstones?.map(({ id }) => id).sort()).toEqual(['c', 'm', 'r']);
  expect(server.db.sql.prepare('select count(*) from run_outputs').pluck().get()).toBe(0);
  const late = {
    ...change('late', 'm2', { conversationId: 'c', text: 'y' }),
    collection: 'messages'
  };
  expect((await push(late))[0]).toMatchObject({ status: 'rejected' });
});

test('the trash keeps things for 30 days by the server’s clock, whatever a device’s said', async () => {
  await push(change('a', 'p', { name: 'x', deletedAt: 1 }));
  await push(change('b', 'q', { name: 'y' }));
  time += 29 * day;
  await server.sync.tidy();
  expect((await pull()).rows).toHaveLength(2);
  time += 2 * day;
  await server.sync.tidy();
  expect((await pull()).rows.map(({ id }) => id)).toEqual(['q']);
});

test('a purge does not delete what its author has not seen', async () => {
  await push(change('a', 'p', { name: 'x', deletedAt: 1 }));
  await push(change('b', 'p', { systemPrompt: 'new' }, 'a'));
  const results = await push(purge('gone', 'p', { name: 'a', deletedAt: 'a' }));
  expect(results[0]?.status).toBe('lost');
  expect((await pull()).rows).toHaveLength(1);
});

test('a late change of a purged prompt is kept once, under an id of its own', async () => {
  await push(change('a', 'p', { name: 'x', deletedAt: 1 }));
  await push(purge('gone', 'p', { name: 'a', deletedAt: 'a' }));
  const late = change('late', 'p', { systemPrompt: 'still wanted' }, 'a');
  const first = await push(late);
  expect(await push(late)).toEqual(first);
  await push(change('back', 'p', { deletedAt: null }, 'a'));
  const page = await pull();
  expect(page.rows.map(({ id, body }) => ({ id, body }))).toEqual([
    { id: recoveredId('p'), body: { systemPrompt: 'still wanted', name: 'Recovered prompt' } }
  ]);
});

test('a change and the purge that follows it may come in one push', async () => {
  const results = await push(
    change('a', 'p', { name: 'x' }),
    change('b', 'p', { deletedAt: 1 }, 'a'),
    purge('gone', 'p', { name: 'a', deletedAt: 'b' }),
    change('c', 'q', { name: 'y' })
  );
  expect(results.map(({ status }) => status)).toEqual(Array(4).fill('applied'));
  expect((await pull()).rows.map(({ id }) => id)).toEqual(['q']);
});

test('what the server writes late about a purged run stays away, and its text goes with the sweep', async () => {
  await push(change('a', 'p', { name: 'x', deletedAt: 1 }));
  await server.writer.transact(() =>
    server.sync.author.write('u:ada', [
      { collection: 'runs', id: 'r', fields: { promptId: 'p', preview: 'so far' } }
    ])
  );
  await push(purge('gone', 'p', { name: 'a', deletedAt: 'a' }));
  await server.writer.transact(() => {
    server.sync.author.write('u:ada', [
      { collection: 'runs', id: 'r', fields: { preview: 'more' } }
    ]);
    server.db.sql.prepare("insert into run_outputs values ('r', 'u:ada', 'more')").run();
  });
  await server.sync.tidy();
  expect((await pull()).rows).toEqual([]);
  expect(server.db.sql.prepare('select count(*) from run_outputs').pluck().get()).toBe(0);
});

test('a change no server takes is refused also where its record was deleted for ever', async () => {
  await push(change('m1', 'p1', { name: 'One' }));
  await push(purge('m2', 'p1', { name: 'm1' }));
  const [result] = await push(change('m3', 'p1', { name: 42, systemPrompt: 'late' }, 'm1'));
  expect(result).toMatchObject({ mid: 'm3', status: 'rejected', code: 'INVALID_REQUEST' });
  expect((await pull()).rows).toEqual([]);
});
