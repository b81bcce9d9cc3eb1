import { IDBFactory } from 'fake-indexeddb';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { pageLimits } from '#shared/protocol';
import { aRecord } from '#shared/testing/factories';
import type { Run } from '#shared/collections';
import { countRuns, findRun, newestRuns, packedRuns, runsOfPrompt } from '../data/run-history';
import { anyRun, type RunFilter } from '../data/run-filter';
import { runIndex, runsAt } from '../data/run-index';
import { runNumber } from '../data/run-number';
import { createTestServer, type TestServer } from '../../../sync-server/testing/server';
import { createDevice, type Device } from '../testing/device';

const day = 24 * 60 * 60 * 1000;
const common = ['id', 'createdAt', 'updatedAt', 'deletedAt'];
const limits = { ...pageLimits, rows: 10, recentRuns: 5 };
const any = { status: null, model: null };
let time = Date.UTC(2026, 0, 1);
let server: TestServer;
const open: Device[] = [];

const options = { now: () => time, limits, packSize: 8 };
const device = (name: string, request = server.request, indexedDB = new IDBFactory()) => {
  const made = createDevice(name, request, { indexedDB, now: () => time });
  open.push(made);
  return made;
};

/** Sixty runs of three prompts, two at a time, one second after another, and two days go by. */
beforeEach(async () => {
  server = createTestServer(options);
  for (const id of ['p0', 'p1', 'p2']) await write('prompts', [{ id }]);
  for (let nth = 0; nth < 60; nth += 2) await write('runs', [aRun(nth), aRun(nth + 1)]);
  time += 2 * day;
});
afterEach(async () => {
  for (const one of open.splice(0)) one.close();
  await server.close();
});

const aRun = (nth: number) => ({
  id: `run-${nth}`,
  promptId: `p${nth % 3}`,
  status: nth % 10 === 0 ? ('failed' as const) : ('done' as const),
  modelAsked: nth < 30 ? 'a/old' : 'a/new',
  versionId: nth < 20 ? 'v1' : null,
  startedAt: time + nth * 1000
});

type Given = Partial<Run> & { id: string };

async function write(collection: 'prompts' | 'runs', given: Given[]) {
  const changes = given.map((record) => {
    const { id } = record;
    const isThere = server.sync.author.read('u:ada', collection, id) !== null;
    const all = isThere ? record : aRecord(collection, record as never);
    const own = Object.entries(all).filter(([field]) =>
      isThere ? field !== 'id' : !common.includes(field)
    );
    return { collection, id, fields: Object.fromEntries(own) };
  });
  await server.writer.transact(() => server.sync.author.write('u:ada', changes));
}

/** All runs of a device as its screens would show them. */
const shown = async ({ db }: Device) => newestRuns(db, any, 1000);
const ids = (runs: Run[]) => runs.map(({ id }) => id);
const newestFirst = (from: number, to: number) =>
  Array.from({ length: from - to + 1 }, (_, nth) => `run-${from - nth}`);

/** The same, from the index of all and what is read where one has scrolled to. */
async function scrolled({ db }: Device) {
  const index = await runIndex(db);
  const runs: (Run | undefined)[] = [];
  for (let from = 0; from < index.length; from += 7) {
    const entries = index.slice(from, from + 7);
    const read = await runsAt(db, entries);
    runs.push(...entries.map(({ id }) => read.get(id)));
  }
  return runs;
}

/** A network that counts, and ends after so many answers. */
function network(left = Infinity) {
  const asked: string[] = [];
  const request = async (path: string, init?: RequestInit) => {
    if (left-- <= 0) throw new TypeError('cut');
    asked.push(path);
    return server.request(path, init);
  };
  return { request, asked };
}

test('a new device has old runs in packs, and its lists are the same', async () => {
  const rows = device('rows');
  await rows.sync();
  await server.sync.tidy();
  const { request, asked } = network();
  const packs = device('packs', request);
  await packs.sync();
  expect(asked.filter((path) => path.includes('/packs/'))).toHaveLength(7);
  expect(await packs.db.packs.count()).toBe(7);
  expect(await packs.db.runs.count()).toBeLessThan(12);
  expect(await shown(packs)).toEqual(await shown(rows));
  expect(ids(await shown(packs))).toEqual(newestFirst(59, 0));
  expect(await scrolled(rows)).toEqual(await shown(rows));
  expect(await scrolled(packs)).toEqual(await shown(rows));
  for (const limit of [1, 4, 7, 30]) {
    const filter = { status: 'failed' as const, model: 'a/old' };
    expect(await newestRuns(packs.db, filter, limit)).toEqual(
      await newestRuns(rows.db, filter, limit)
    );
    expect(await newestRuns(packs.db, any, limit)).toEqual(await newestRuns(rows.db, any, limit));
    expect(await runsOfPrompt(packs.db, 'p1', limit)).toEqual(
      await runsOfPrompt(rows.db, 'p1', limit)
    );
  }
  expect(await findRun(packs.db, 'run-17')).toEqual(await rows.db.runs.get('run-17'));
  expect(await findRun(packs.db, 'none')).toBeUndefined();
  expect(await countRuns(packs.db)).toBe(60);
});

test('filters find the same runs in packs, in rows, and where both are mixed', async () => {
  await write('runs', [
    { id: 'run-5', rating: 4 },
    { id: 'run-11', rating: 2 }
  ]);
  const rows = device('rows');
  await rows.sync();
  await server.sync.tidy();
  const packs = device('packs');
  await packs.sync();
  const rated = { id: 'run-8', rating: 5, note: 'good' };
  await write('runs', [rated, { id: 'run-50', status: 'failed' }]);
  await rows.sync();
  await packs.sync();
  expect(await packs.db.packs.count()).toBeGreaterThan(0);
  const all = await shown(rows);
  for (const run of all.slice(0, 30))
    expect(await runNumber(packs.db, run)).toBe(await runNumber(rows.db, run));
  expect(await runNumber(rows.db, all[all.length - 1] as Run)).toBe(1);
  const filters: [Partial<RunFilter>, (run: Run) => boolean][] = [
    [{ status: 'failed' }, (run) => run.status === 'failed'],
    [
      { model: 'a/old', promptId: 'p1' },
      (run) => run.modelAsked === 'a/old' && run.promptId === 'p1'
    ],
    [{ promptIds: new Set(['p0', 'p2']) }, (run) => run.promptId !== 'p1'],
    [{ promptIds: new Set() }, () => false],
    [{ versionId: 'v1' }, (run) => run.versionId === 'v1'],
    [
      { versionId: 'v1', promptId: 'p2', rating: 0 },
      (run) => run.versionId === 'v1' && run.promptId === 'p2' && run.rating === null
    ],
    [{ rating: 4 }, (run) => (run.rating ?? 0) >= 4],
    [{ rating: 0 }, (run) => run.rating === null],
    [
      { from: time - 2 * day + 9000, to: time - 2 * day + 20_000 },
      ({ id }) => Number(id.slice(4)) >= 9 && Number(id.slice(4)) < 20
    ]
  ];
  for (const [asked, isWanted] of filters) {
    const filter = { ...anyRun, ...asked };
    for (const { db } of [rows, packs])
      expect(
        (await runIndex(db, filter)).map(({ id }) => id),
        JSON.stringify(asked)
      ).toEqual(ids(all.filter(isWanted)));
  }
});

test('reading goes on in the middle of the packs, and what changed meanwhile is there in the end', async () => {
  await server.sync.tidy();
  const indexedDB = new IDBFactory();
  for (let cut = 1; ; cut++) {
    const one = device('d', network(cut).request, indexedDB);
    const done = await one.sync().then(
      () => true,
      () => false
    );
    one.close();
    if (done) break;
    await write('runs', [{ id: `run-${cut}`, note: `changed ${cut}` }]);
    await write('runs', [aRun(60 + cut)]);
    time += 2 * day;
    await server.sync.tidy();
  }
  const rows = device('rows');
  await rows.sync();
  const last = device('d', server.request, indexedDB);
  await last.sync();
  expect(await last.db.packs.count()).toBeGreaterThan(0);
  const changed = await findRun(last.db, 'run-1');
  expect(changed?.note).toBe('changed 1');
  expect(await shown(last)).toEqual(await shown(rows));
  expect(await scrolled(last)).toEqual(await shown(rows));
  expect((await last.replica.cursor('u:ada')).packs).toBeUndefined();
});

test('a packed run can be changed here, and changes when another device changes it', async () => {
  await server.sync.tidy();
  const laptop = device('laptop');
  const phone = device('phone');
  await laptop.sync();
  await phone.sync();
  expect(await laptop.db.runs.get('run-8')).toBeUndefined();
  await laptop.store.edit('runs', 'run-8', { rating: 5 });
  expect(await laptop.db.runs.get('run-8')).toMatchObject({ rating: 5, promptId: 'p2' });
  await laptop.sync();
  await phone.sync();
  expect(await findRun(phone.db, 'run-8')).toMatchObject({ rating: 5, promptId: 'p2' });
  expect(await shown(phone)).toEqual(await shown(laptop));
  expect(await shown(phone)).toHaveLength(60);
  expect(await scrolled(phone)).toEqual(await shown(phone));
  const late = device('late');
  await late.sync();
  expect(await shown(late)).toEqual(await shown(laptop));
});

test('I15: of what is deleted for ever nothing stays in a pack, here or on the server', async () => {
  await write('runs', [{ id: 'run-4', preview: 'a secret' }]);
  time += 2 * day;
  await server.sync.tidy();
  const laptop = device('laptop');
  const phone = device('phone');
  await laptop.sync();
  await phone.sync();
  const before = await laptop.db.packs.toCollection().primaryKeys();
  const cut = device('cut', network(3).request);
  await expect(cut.sync()).rejects.toThrow();
  await laptop.store.edit('prompts', 'p1', { deletedAt: 1 });
  await laptop.sync();
  await laptop.store.purge('prompts', 'p1');
  await laptop.sync();
  await phone.sync();
  const left = newestFirst(59, 0).filter((id) => Number(id.slice(4)) % 3 !== 1);
  for (const one of [laptop, phone]) {
    expect(ids(await shown(one))).toEqual(left);
    const kept: string[] = [];
    for await (const runs of packedRuns(one.db)) kept.push(...ids(runs));
    expect(kept.filter((id) => !left.includes(id))).toEqual([]);
    expect(await findRun(one.db, 'run-4')).toBeUndefined();
  }
  for (const hash of before)
    expect((await server.request(`/v1/sync/packs/${hash}`)).status).toBe(404);
  // One that was reading has packs that are not there any more.
  open.push(cut);
  const again = createDevice('again', server.request, { now: () => time });
  open.push(again);
  await again.sync();
  expect(ids(await shown(again))).toEqual(left);
});

test('a device that has half of the packs when one is made anew ends with what there is', async () => {
  await server.sync.tidy();
  const indexedDB = new IDBFactory();
  const { request, asked } = network();
  const first = device(
    'd',
    async (path, init) => {
      if (path.includes('/packs/') && asked.some((one) => one.includes('/packs/')))
        throw new TypeError('cut');
      return request(path, init);
    },
    indexedDB
  );
  await expect(first.sync()).rejects.toThrow();
  first.close();
  const other = device('other');
  await other.sync();
  await other.store.edit('prompts', 'p1', { deletedAt: 1 });
  await other.sync();
  await other.store.purge('prompts', 'p1');
  await other.sync();
  const last = device('d', server.request, indexedDB);
  await last.sync();
  expect(await shown(last)).toEqual(await shown(other));
  expect(await shown(last)).toHaveLength(40);
});

test('after a restore every run is read again, and one that was lost is kept aside', async () => {
  const image = server.db.sql.serialize();
  await write('runs', [aRun(60)]);
  for (let nth = 61; nth < 70; nth++) await write('runs', [aRun(nth)]);
  time += 2 * day;
  await server.sync.tidy();
  const one = device('d', (path, init) => server.request(path, init));
  await one.sync();
  expect(await shown(one)).toHaveLength(70);
  await server.close();
  server = createTestServer({ ...options, image });
  await one.sync();
  expect(ids(await shown(one))).toEqual(newestFirst(59, 0));
  expect(await one.db.packs.count()).toBe(0);
  expect(await one.db.quarantine.count()).toBe(10);
});

test('a pack that cannot be read is done without', async () => {
  await server.sync.tidy();
  const one = device('d', async (path, init) => {
    const response = await server.request(path, init);
    return path.includes('/packs/') ? new Response('nothing of the kind') : response;
  });
  await one.sync();
  expect(await one.db.packs.count()).toBe(0);
  expect(ids(await shown(one))).toEqual(newestFirst(59, 0));
});

test('recent, unfinished and trashed runs are in no pack, nor runs of a group with something else', async () => {
  await server.writer.transact(() =>
    server.sync.author.write('u:ada', [
      { collection: 'runs', id: 'grouped', fields: { status: 'done', startedAt: 1 } },
      { collection: 'prompts', id: 'with', fields: { name: 'With a run' } }
    ])
  );
  await write('runs', [{ ...aRun(60), status: 'streaming' }]);
  await write('runs', [{ id: 'run-2', deletedAt: 5 } as Given]);
  time += 2 * day;
  await write(
    'runs',
    Array.from({ length: 20 }, (_, nth) => aRun(70 + nth))
  );
  await server.sync.tidy();
  const packed = server.db.sql.prepare('select id from records where pack > 0').pluck().all();
  expect(packed).toContain('run-55');
  for (const id of ['grouped', 'run-60', 'run-2', 'run-70']) expect(packed).not.toContain(id);
});
