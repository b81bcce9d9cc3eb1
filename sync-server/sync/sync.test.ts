import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Mutation } from '#shared/mutations';
import type { Page, PullResponse, PushResponse } from '#shared/protocol';
import { createTestServer, type TestServer } from '../testing/server.ts';

let server: TestServer;
beforeEach(() => {
  server = createTestServer();
});
afterEach(() => server.close());

const post = async (path: string, body: unknown) =>
  server.request(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body)
  });

function preset(mid: string, cseq: number, more: Partial<Mutation> = {}): Mutation {
  const set = { name: { v: mid, base: null, baseEff: 0, ts: 1 } };
  const own = { scope: 'u:ada', collection: 'presets', id: mid, sv: 1, op: 'create' as const };
  return { mid, cseq, ...own, set, ...more };
}

async function push(mutations: Mutation[], clientId = 'c1') {
  const response = await post('/v1/sync/push', { clientId, mutations });
  expect(response.status).toBe(200);
  return ((await response.json()) as PushResponse).results;
}

async function pull(cursor = { epoch: '', seq: 0, mark: null as string | null }, clientId = 'c1') {
  const response = await post('/v1/sync/pull', { clientId, cursors: { 'u:ada': cursor } });
  const answer = (await response.json()) as PullResponse;
  return { epoch: answer.epoch, page: answer.scopes['u:ada'] as Page };
}

test('a push that comes twice is answered the same and counted once', async () => {
  const first = await push([preset('a', 1), preset('b', 2)]);
  expect(await push([preset('a', 1), preset('b', 2)])).toEqual(first);
  expect((await pull()).page.to).toBe(2);
});

test('of a merged text a device is not told what it was merged over', async () => {
  const prompt = { collection: 'prompts', id: 'p' };
  const text = (content: string, base: string | null = null) => ({
    text: { v: { content, spans: [] }, base, baseEff: 0, ts: 1 }
  });
  await push([preset('a', 1, { ...prompt, set: text('Soup with salt.\n\nEnd.') })]);
  await push([preset('b', 2, { ...prompt, set: text('Soup with much salt.\n\nEnd.', 'a') })]);
  const met = { ...prompt, set: text('Soup with salt.\n\nThe end.', 'a') };
  expect((await push([preset('c', 1, met)], 'c2'))[0]?.status).toBe('merged');
  const [row] = (await pull()).page.rows;
  expect(Object.keys(row?.stamps.text ?? {})).toEqual(['mid', 'eff']);
});

test('another change under a used number is forked and not written', async () => {
  await push([preset('a', 1)]);
  expect((await push([preset('b', 1)]))[0]?.status).toBe('forked');
  expect((await pull()).page.rows).toHaveLength(1);
});

test('a refused change has its place in the feed and hinders no other', async () => {
  const bad = preset('bad', 1, { set: { name: { v: 7, base: null, baseEff: 0, ts: 1 } } });
  const results = await push([bad, preset('good', 2)]);
  expect(results.map((result) => [result.status, result.code])).toEqual([
    ['rejected', 'INVALID_REQUEST'],
    ['applied', null]
  ]);
  const { page } = await pull();
  expect(page.acks.map((ack) => ack.mid)).toEqual(['bad', 'good']);
  expect(page.rows.map((row) => row.id)).toEqual(['good']);
});

/** A change of the one prompt `p`: its text is the mutation's id. */
function text(mid: string, cseq: number, base: string | null, v: unknown = mid): Mutation {
  const set = { systemPrompt: { v, base, baseEff: 0, ts: 1000 - cseq } };
  return preset(mid, cseq, { collection: 'prompts', id: 'p', set });
}

async function texts() {
  const kept = server.db.sql.prepare('select status from revisions').pluck().all();
  const prompt = (await pull()).page.rows.find((row) => row.id === 'p');
  return { stands: prompt?.body.systemPrompt, kept };
}

test('a text written over a refused one replaces what stands, and is no conflict', async () => {
  await push([text('a', 1, null), text('b', 2, 'a', 7)]);
  expect((await push([text('c', 3, 'b')]))[0]?.status).toBe('applied');
  expect(await texts()).toEqual({ stands: 'c', kept: ['replaced'] });
});

test('the last of three texts stands though a restored server hears of it first, and of the oldest last', async () => {
  await push([text('c', 3, 'b')], 'c3');
  await push([text('b', 2, 'a')], 'c2');
  await push([text('a', 1, null)], 'c1');
  expect(await texts()).toEqual({ stands: 'c', kept: ['superseded', 'superseded'] });
});

test('also if it hears of the one between them last', async () => {
  await push([text('c', 3, 'b')], 'c3');
  await push([text('a', 1, null)], 'c1');
  await push([text('b', 2, 'a')], 'c2');
  expect((await texts()).stands).toBe('c');
});

test('of a group all are taken in or none', async () => {
  const bad = preset('bad', 2, {
    grp: 'g',
    set: { name: { v: 7, base: null, baseEff: 0, ts: 1 } }
  });
  const results = await push([preset('a', 1, { grp: 'g' }), bad]);
  expect(results.map((result) => result.status)).toEqual(['rejected', 'rejected']);
  expect((await pull()).page.rows).toEqual([]);
});

test('another’s scope is neither written nor read', async () => {
  const results = await push([preset('a', 1, { scope: 'u:eve' })]);
  expect(results[0]).toMatchObject({ status: 'rejected', code: 'NOT_FOUND', seq: null });
  const response = await post('/v1/sync/pull', {
    clientId: 'c1',
    cursors: { 'u:eve': { epoch: '', seq: 0, mark: null } }
  });
  expect(((await response.json()) as PullResponse).scopes).toEqual({ 'u:eve': { kind: 'gone' } });
});

test('acks are told to the asker alone', async () => {
  await push([preset('a', 1)], 'c1');
  expect((await pull(undefined, 'c2')).page.acks).toEqual([]);
  expect((await pull(undefined, 'c1')).page.acks).toHaveLength(1);
});

test('pages follow each other without a gap and do not tear a group', async () => {
  for (let from = 0; from < 1200; from += 200)
    await push(
      Array.from({ length: 200 }, (_, index) =>
        preset(`m${from + index}`, from + index + 1, {
          grp: `g${Math.floor((from + index) / 150)}`
        })
      )
    );
  const seen: string[] = [];
  let cursor = { epoch: '', seq: 0, mark: null as string | null };
  for (let more = true; more;) {
    const { epoch, page } = await pull(cursor);
    expect(page.from).toBe(cursor.seq);
    expect(page.rows.every((row) => row.seq > page.from && row.seq <= page.to)).toBe(true);
    seen.push(...page.rows.map((row) => row.id));
    cursor = { epoch, seq: page.to, mark: page.mark };
    more = page.more;
  }
  expect(new Set(seen).size).toBe(1200);
  expect(seen).toHaveLength(1200);
});

test('a cursor beyond the server’s history begins a new one', async () => {
  await push([preset('a', 1)]);
  const { epoch } = await pull();
  const answer = await pull({ epoch, seq: 99, mark: 'x' });
  expect(answer.page).toEqual({ kind: 'resync' });
  expect(answer.epoch).not.toBe(epoch);
});

test('a database that was put back is noticed at boot', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'playground-epoch-'));
  const first = createTestServer({ folder });
  const epoch = first.sync.epoch.current();
  await first.close();
  const again = createTestServer({ folder });
  expect(again.sync.epoch.current()).toBe(epoch);
  await again.close();
  const moved = mkdtempSync(join(tmpdir(), 'playground-epoch-'));
  copyFileSync(join(folder, 'playground.sqlite'), join(moved, 'playground.sqlite'));
  const elsewhere = createTestServer({ folder: moved });
  expect(elsewhere.sync.epoch.current()).not.toBe(epoch);
  await elsewhere.close();
  for (const path of [folder, moved]) rmSync(path, { recursive: true });
});

test('what the server writes itself is sent to devices, and reads back', async () => {
  const { author } = server.sync;
  await server.writer.transact(() =>
    author.write('u:ada', [
      { collection: 'prompts', id: 'p', fields: { name: 'Made here' } },
      { collection: 'versions', id: 'v1', fields: { promptId: 'p', hash: 'x' } },
      { collection: 'versions', id: 'v2', fields: { promptId: 'p', hash: 'y' } }
    ])
  );
  expect(author.read('u:ada', 'prompts', 'p')).toMatchObject({
    id: 'p',
    name: 'Made here',
    tags: []
  });
  expect(author.find('u:ada', 'versions', { promptId: 'p', hash: 'y' })).toMatchObject([
    { id: 'v2', number: 2 }
  ]);
  expect(author.read('u:eve', 'prompts', 'p')).toBeNull();
  const { page } = await pull();
  expect(page.rows.map((row) => row.id)).toEqual(['p', 'v1', 'v2']);
  expect(new Set(page.rows.map((row) => row.seq)).size).toBe(1);
});

test('a write that its transaction takes back is gone', async () => {
  const failing = server.writer.transact(() => {
    server.sync.author.write('u:ada', [{ collection: 'prompts', id: 'p', fields: { name: 'x' } }]);
    throw new Error('changed its mind');
  });
  await expect(failing).rejects.toThrow('changed its mind');
  expect(server.sync.author.read('u:ada', 'prompts', 'p')).toBeNull();
  expect((await pull()).page.to).toBe(0);
});

test('listeners are told after the commit, and no more once they have left', async () => {
  const response = await server.request('/v1/events');
  expect(response.headers.get('content-type')).toContain('text/event-stream');
  const reader = response.body?.getReader();
  const next = async () => new TextDecoder().decode((await reader?.read())?.value);
  expect(await next()).toBe('retry: 1500\n\n');
  await push([preset('a', 1)]);
  expect(await next()).toBe('event: poke\ndata: {"scope":"u:ada","seq":1}\n\n');
  await reader?.cancel();
  await push([preset('b', 2)]);
});

test('a change larger than 4 MB is refused by itself, a body larger than 8 MB as a whole', async () => {
  const large = preset('a', 1, {
    set: { content: { v: 'x'.repeat(5e6), base: null, baseEff: 0, ts: 1 } }
  });
  expect((await push([large, preset('b', 2)])).map((result) => result.code)).toEqual([
    'PAYLOAD_TOO_LARGE',
    null
  ]);
  const response = await post('/v1/sync/push', {
    clientId: 'c1',
    mutations: [{ ...large, pad: 'x'.repeat(5e6) }]
  });
  expect(response.status).toBe(413);
});
