import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { Hono } from 'hono';
import { pino } from 'pino';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Retention } from '#shared/retention';
import { defaultsOf } from '#shared/defaults';
import { openDatabase, type Db } from './db/open.ts';
import { createWriter } from './db/writer.ts';
import type { Env } from './http/route.ts';
import { createRuns } from './runs/runs.ts';
import { contentOf, model } from './runs/testing/harness.ts';
import { createFakeTime } from './runs/testing/fake-time.ts';
import { createScriptedProvider } from './runs/testing/scripted-provider.ts';
import { openEnvelope } from './secrets/envelope.ts';
import { createSyncServer } from './sync/sync.ts';
import { testPrincipal } from './testing/principal.ts';

const canary = 'CANARY-7f3a91-of-the-model';
const scope = 'me';
const day = 24 * 60 * 60 * 1000;

let folder: string;
let db: Db;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'retention-'));
  db = openDatabase(folder);
});
afterEach(() => {
  db.sql.close();
  rmSync(folder, { recursive: true });
});

function install() {
  const time = createFakeTime();
  const { sql } = db;
  const writer = createWriter(sql);
  let ids = 0;
  const newId = () => `id-${++ids}`;
  const { now, monotonic } = time;
  const sync = createSyncServer({
    sql,
    writer,
    folder: null,
    now,
    monotonic,
    newId,
    packSize: 1,
    every: () => () => undefined
  });
  const { author } = sync;
  const provider = createScriptedProvider();
  const runs = createRuns({
    writer,
    sql,
    author,
    now,
    monotonic,
    newId,
    random: () => 0.5,
    timers: time.timers,
    log: pino({ level: 'silent' }),
    envelope: openEnvelope({ db, now }),
    resolve: async () => ({
      provider,
      model,
      call: ({ kind, text }) => ({
        model: 'm',
        kind,
        text,
        systemPrompt: '',
        messages: [],
        config: {}
      })
    })
  });
  const app = new Hono<Env>();
  app.use(async (c, next) => {
    c.set('principal', testPrincipal({ userId: scope, organizationId: 'org', scope }));
    c.set('requestId', 'r');
    c.set('timing', []);
    await next();
  });
  app.route('/', runs.routes);

  const plant = (retention: Retention) =>
    writer.transact(() => {
      const keep: Retention = { mode: 'keep', days: null };
      const outer = { ...defaultsOf('projects'), name: 'Outer', retention };
      const inner = {
        ...defaultsOf('projects'),
        name: 'Inner',
        parentId: 'outer',
        retention: keep
      };
      const prompt = { ...defaultsOf('prompts'), name: 'Prompt', projectId: 'inner' };
      author.write(scope, [
        { collection: 'projects', id: 'outer', fields: outer },
        { collection: 'projects', id: 'inner', fields: inner },
        { collection: 'prompts', id: 'p', fields: prompt }
      ]);
    });

  async function run(): Promise<string> {
    const response = await app.request('/v1/prompts/p/execute', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ content: contentOf('Tell me'), raw: true })
    });
    const { runId } = (await response.json()) as { runId: string };
    await time.settle();
    provider.last().say(`${canary} and more`);
    await time.advance(300);
    return runId;
  }

  async function end() {
    provider.last().end();
    await time.settle();
    await time.advance(1000);
  }

  const get = async (path: string) => (await (await app.request(path)).json()) as unknown;
  return { time, sync, runs, author, plant, run, end, get, sql };
}

/** Tables, packs and files in which the canary stands. */
function foundIn(): string[] {
  const { sql } = db;
  const names = sql.prepare("select name from sqlite_master where type = 'table'").pluck().all();
  const found = (names as string[]).filter((name) =>
    sql
      .prepare(`select * from "${name}"`)
      .all()
      .some((row) => JSON.stringify(row).includes(canary))
  );
  for (const bytes of sql
    .prepare('select bytes from packs where bytes is not null')
    .pluck()
    .all() as Buffer[]) {
    const head = bytes.readUInt32BE(0);
    const lines = gunzipSync(bytes.subarray(4 + head)).toString();
    if (lines.includes(canary)) found.push('pack');
  }
  for (const name of readdirSync(folder))
    if (name.startsWith('playground.sqlite') && readFileSync(join(folder, name)).includes(canary))
      found.push(name);
  return found;
}

test('a project that never stores outputs shows them as they come and writes them nowhere', async () => {
  const { plant, run, end, get, author, runs } = install();
  await plant({ mode: 'never', days: null });
  const id = await run();
  expect(foundIn()).toEqual([]);
  await end();
  expect(foundIn()).toEqual([]);
  expect(author.read(scope, 'runs', id)).toMatchObject({ status: 'done', preview: '' });
  // Who has just watched it may still read it, from memory.
  expect(await get(`/v1/runs/${id}/output`)).toMatchObject({ text: `${canary} and more` });
  await runs.retain();
  expect(foundIn()).toEqual([]);
});

test('outputs of a project are deleted after its days, also from packs and the log of the database', async () => {
  const { plant, run, end, runs, sync, time, author } = install();
  await plant({ mode: 'days', days: 7 });
  const id = await run();
  await end();
  expect(foundIn()).toContain('run_outputs');
  await time.advance(2 * day);
  await runs.retain();
  await sync.tidy();
  expect(author.read(scope, 'runs', id)?.preview).toContain(canary);
  expect(foundIn()).toContain('pack');

  const before = author.read(scope, 'runs', id)?.updatedAt ?? 0;
  await time.advance(6 * day);
  await runs.retain();
  await sync.tidy();
  expect(author.read(scope, 'runs', id)?.preview).toBe('');
  // Devices hear of it by the feed.
  expect(author.read(scope, 'runs', id)?.updatedAt).toBeGreaterThan(before);
  expect(foundIn()).toEqual([]);
});

test('a project that keeps outputs keeps them', async () => {
  const { plant, run, end, runs, sync, time } = install();
  await plant({ mode: 'keep', days: null });
  await run();
  await end();
  await time.advance(400 * day);
  await runs.retain();
  await sync.tidy();
  expect(foundIn()).toContain('run_outputs');
});
