import { afterEach, expect, test } from 'vitest';
import { defaultsOf } from '#shared/defaults';
import type { Run, RunOutput } from '#shared/collections';
import { createApi } from '$lib/api/client';
import { createDevice, meet, type Device } from '../testing/device';
import { createRunImport } from '../../../sync-server/runs/import-runs';
import { createRows } from '../../../sync-server/runs/rows';
import { createTestServer, type TestServer } from '../../../sync-server/testing/server';
import { importBundle, planBundle } from './bundle-import';
import { collectExport, writeExport } from './export-zip';
import { readFile } from './import-source';
import { importRuns, planRuns } from './run-import';

const open: { server: TestServer; device: Device }[] = [];
afterEach(async () => {
  for (const { server, device } of open.splice(0)) {
    device.close();
    await server.close();
  }
});

function installation(name: string) {
  const server = createTestServer();
  const { sql } = server.db;
  const rows = createRows(sql);
  const { author } = server.sync;
  const { writer } = server;
  server.app.route('/', createRunImport({ sql, writer, rows, author, now: Date.now }));
  const device = createDevice(name, server.request);
  open.push({ server, device });
  return { ...device, server, serverRows: rows, api: createApi({ fetch: server.request }) };
}
type Installation = ReturnType<typeof installation>;

function runOf(id: string, promptId: string, more: Partial<Run> = {}): Run {
  return {
    ...defaultsOf('runs'),
    id,
    promptId,
    createdAt: 1_000,
    updatedAt: 1_000,
    deletedAt: null,
    status: 'done',
    modelAsked: 'c/m',
    startedAt: 1_000,
    endedAt: 2_000,
    preview: 'Once',
    rating: 1,
    note: 'good',
    variableValues: { dish: 'soup' },
    costNanoUsd: 42,
    outputTokens: 7,
    ...more
  };
}
const outputOf = (runId: string): RunOutput => ({
  runId,
  text: `Once upon ${runId}`,
  reasoning: '',
  toolCalls: [],
  logprobs: null
});
const quiet = () => undefined;

async function exported(from: Installation) {
  const records = await collectExport(from.db, { kind: 'everything' });
  const { file } = await writeExport(from.db, records, {
    runs: true,
    redacted: false,
    exportedAt: '2026-01-01T00:00:00.000Z',
    outputOf: async ({ id }) => outputOf(id),
    fileOf: async () => null,
    onprogress: quiet
  });
  return file;
}

async function imported(into: Installation, file: Blob) {
  const source = await readFile(file);
  if (source.kind !== 'bundle') throw new Error('no bundle');
  const plan = await planBundle(into.db, source.bundle);
  await importBundle(into.store, plan, source.files);
  await into.sync();
  const done = await importRuns(into.store, into.api, plan.runs, quiet);
  await meet(into);
  return { plan, done };
}

async function withRuns(name: string) {
  const here = installation(name);
  const { id: promptId } = await here.store.create('prompts', { name: 'Soup' });
  await here.sync();
  const fresh = ['r1', 'r2'].map((id) => ({ run: runOf(id, promptId), output: outputOf(id) }));
  await importRuns(here.store, here.api, { fresh, trashed: [], known: 0 }, quiet);
  await here.sync();
  return { here, promptId };
}

const plain = (rows: Run[]) => rows.map(({ updatedAt: _, ...run }) => run);

test('runs come back with their texts, ratings and times, and a second import adds nothing', async () => {
  const { here } = await withRuns('here');
  const there = installation('there');
  const file = await exported(here);
  const first = await imported(there, file);
  expect(first.done).toEqual({ imported: 2, problem: null });
  expect(plain(await there.rows('runs'))).toEqual(plain(await here.rows('runs')));
  expect(plain(await there.rows('runs'))[0]).toMatchObject({ rating: 1, createdAt: 1_000 });
  // What they cost was paid elsewhere.
  const lines = there.server.db.sql.prepare('select count(*) from ledger').pluck().get();
  expect(lines).toBe(0);
  expect(there.serverRows.output('u:ada', 'r1')).toEqual(outputOf('r1'));
  const again = await imported(there, file);
  expect([again.plan.runs.fresh, again.plan.runs.known, again.done.imported]).toEqual([[], 2, 0]);
  expect(await there.rows('runs')).toHaveLength(2);
});

test('the server takes each run once, whoever says it is new, and none that has not ended', async () => {
  const { here, promptId } = await withRuns('here');
  const items = [
    { run: runOf('r1', promptId), output: null },
    { run: runOf('live', promptId, { status: 'streaming', endedAt: null }), output: null },
    { run: runOf('r3', promptId), output: null }
  ];
  const plan = { fresh: items, trashed: [], known: 0 };
  expect((await importRuns(here.store, here.api, plan, quiet)).imported).toBe(1);
  await here.sync();
  expect((await here.rows('runs')).map(({ id }) => id)).toEqual(['r1', 'r2', 'r3']);
});

test('of a prompt deleted for ever no run comes back under its old name', async () => {
  const { here, promptId } = await withRuns('here');
  const file = await exported(here);
  await here.store.edit('prompts', promptId, { deletedAt: 1 });
  await here.store.purge('prompts', promptId);
  await meet(here);
  const { done } = await imported(here, file);
  expect(done.imported).toBe(2);
  const [prompt] = await here.rows('prompts');
  expect(prompt?.id).not.toBe(promptId);
  expect((await here.rows('runs')).map((run) => run.promptId)).toEqual([prompt?.id, prompt?.id]);
});

test('a run in the trash comes back from there, and what could not be sent is told', async () => {
  const { here } = await withRuns('here');
  const file = await exported(here);
  await here.store.edit('runs', 'r1', { deletedAt: 5 });
  const source = await readFile(file);
  if (source.kind !== 'bundle') throw new Error('no bundle');
  const plan = await planRuns(here.db, source.bundle, (run) => run);
  expect([plan.trashed, plan.known]).toEqual([['r1'], 1]);
  const away = createApi({ fetch: () => Promise.reject(new TypeError('no network')) });
  const more = [{ run: runOf('r9', 'p'), output: null }];
  const done = await importRuns(here.store, away, { ...plan, fresh: more }, quiet);
  expect(done).toMatchObject({ imported: 1, problem: { code: 'OFFLINE' } });
  expect((await here.db.runs.get('r1'))?.deletedAt).toBeNull();
});
