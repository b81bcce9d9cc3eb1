import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Mutation } from '#shared/mutations';
import { recoveredId } from '#shared/recovered';
import type { Page, PullResponse, PushResponse } from '#shared/protocol';
import { createTestServer, type TestServer } from '../testing/server.ts';

const day = 24 * 60 * 60 * 1000;
const start = { epoch: '', seq: 0, mark: null };
interface Cursor {
  epoch: string;
  seq: number;
  mark: string | null;
  since?: number;
}

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

function change(
  mid: string,
  id: string,
  values: Record<string, unknown>,
  base?: string,
  ts = 2
): Mutation {
  const set = Object.fromEntries(
    Object.entries(values).map(([path, v]) => [
      path,
      { v, base: base ?? null, baseEff: base ? 1 : 0, ts }
    ])
  );
  const own = { mid, cseq: ++cseq, scope: 'u:ada', collection: 'prompts', id, sv: 1 };
  return { ...own, op: base ? 'patch' : 'create', set };
}

async function push(...mutations: Mutation[]) {
  const response = await post('/v1/sync/push', { clientId: 'c1', mutations });
  expect(response.status).toBe(200);
  return ((await response.json()) as PushResponse).results;
}

async function ask(cursor: Cursor) {
  const response = await post('/v1/sync/pull', { clientId: 'c2', cursors: { 'u:ada': cursor } });
  const { epoch, scopes } = (await response.json()) as PullResponse;
  return { epoch, answer: scopes['u:ada'] };
}

async function read(cursor: Cursor = start): Promise<{ page: Page; next: Cursor }> {
  const { epoch, answer } = await ask(cursor);
  if (answer?.kind !== 'page') throw new Error(answer?.kind ?? 'no answer');
  const { to, mark, since = 0 } = answer;
  return { page: answer, next: { epoch, seq: to, mark, since } };
}

const stored = (query: string) => server.db.sql.prepare(query).pluck().get();
const epoch = () => stored("select value from meta where key = 'epoch'");

/** A prompt deleted for ever, and one that stays. */
async function purgedLongAgo() {
  await push(change('a', 'p', { name: 'x', deletedAt: 1 }), change('b', 'q', { name: 'y' }));
  const early = (await read()).next;
  time += 31 * day;
  await server.sync.tidy();
  await push(change('c', 'q', { name: 'z' }, 'b'));
  const late = (await read()).next;
  time += 181 * day;
  await server.sync.tidy();
  return { early, late };
}

test('results and purges are forgotten after 180 days, and who has not heard of them reads again', async () => {
  const { early, late } = await purgedLongAgo();
  expect(stored('select min_seq from scopes')).toBe(late.seq);
  expect(stored('select count(*) from applied')).toBe(1);
  expect((await ask(early)).answer).toEqual({ kind: 'resync' });
  const { page } = await read();
  expect(page.tombstones).toEqual([]);
  expect(page.rows.map(({ id }) => id)).toEqual(['q']);
});

test('who has heard of all of it goes on, in the same epoch', async () => {
  const before = epoch();
  const { late } = await purgedLongAgo();
  expect((await read(late)).page.rows).toEqual([]);
  await push(change('d', 'q', { name: 'new' }, 'c'));
  expect((await read(late)).page.rows.map(({ body }) => body.name)).toEqual(['new']);
  expect(epoch()).toBe(before);
});

test('nothing is forgotten before its time, and a second job forgets nothing more', async () => {
  await push(change('a', 'q', { name: 'y' }), change('b', 'r', { name: 'y' }));
  time += 179 * day;
  await server.sync.tidy();
  expect(stored('select count(*) from applied')).toBe(2);
  time += 2 * day;
  await server.sync.tidy();
  await server.sync.tidy();
  expect(stored('select count(*) from applied')).toBe(1);
});

test('what is forgotten while somebody reads everything does not make him begin anew', async () => {
  const text = 'x'.repeat(400_000);
  for (const id of ['a', 'b', 'c', 'd', 'e', 'f'])
    await push(change(id, id, { systemPrompt: `${id}${text}` }));
  const before = epoch();
  const first = await read();
  expect(first.page.more).toBe(true);
  time += 181 * day;
  await server.sync.tidy();
  expect(first.next.seq).toBeLessThan(Number(stored('select min_seq from scopes')));
  const found = first.page.rows.map(({ id }) => id);
  for (let { page, next } = first; page.more;) {
    ({ page, next } = await read(next));
    found.push(...page.rows.map(({ id }) => id));
  }
  expect(found).toEqual(['a', 'b', 'c', 'd', 'e', 'f']);
  expect(epoch()).toBe(before);
});

test('what was forgotten after somebody began to read does', async () => {
  const text = 'x'.repeat(400_000);
  for (const id of ['a', 'b', 'c', 'd', 'e', 'f'])
    await push(change(id, id, { systemPrompt: `${id}${text}` }));
  const { next } = await read();
  await push(change('g', 'g', { name: 'later' }));
  await push(change('h', 'h', { name: 'later' }));
  time += 181 * day;
  await server.sync.tidy();
  expect((await ask(next)).answer).toEqual({ kind: 'resync' });
});

test('a late change of something purged long ago brings back its tombstone, not the record', async () => {
  const { late } = await purgedLongAgo();
  expect((await push(change('late', 'p', { systemPrompt: 'kept' }, 'a')))[0]?.status).toBe(
    'applied'
  );
  const { page } = await read(late);
  expect(page.rows.map(({ id }) => id)).toEqual([recoveredId('p')]);
  expect(page.tombstones?.map(({ id }) => id)).toEqual(['p']);
});

test('a change whose result is forgotten does no harm when it comes again', async () => {
  const year = 365 * day;
  const text = (content: string) => ({ text: { content, spans: [] } });
  await push(change('a', 'p', { name: 'one', ...text('The cat.') }));
  // As a device sends it again that never heard the answer, with a clock that was a year ahead.
  const again = change('b', 'p', { name: 'two', ...text('The big cat.') }, 'a', time + year);
  await push(again);
  await push(change('c', 'p', { name: 'three', ...text('The cat.') }, 'b', time));
  await push(change('z', 'q', { name: 'another' }));
  time += 181 * day;
  await server.sync.tidy();
  expect(stored("select count(*) from applied where mid in ('a', 'b', 'c')")).toBe(0);
  const early = Object.entries(again.set).map(([path, set]) => [path, { ...set, ts: 2 }]);
  await push({ ...again, set: Object.fromEntries(early) as Mutation['set'] });
  const row = (await read()).page.rows.find(({ id }) => id === 'p');
  expect(row?.body).toMatchObject({ name: 'three', ...text('The cat.') });
});
