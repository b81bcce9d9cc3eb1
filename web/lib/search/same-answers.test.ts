import fc from 'fast-check';
import { Hono } from 'hono';
import { afterEach, expect, test } from 'vitest';
import { classOf, type SyncedName } from '#shared/collections';
import { defaultsOf } from '#shared/defaults';
import type { SearchAnswer } from '#shared/search-hit';
import { withPeople } from '#shared/search-people';
import { parseSearch } from '#shared/search-query';
import type { Change } from '../../../sync-server/db/author.ts';
import type { Env } from '../../../sync-server/http/route.ts';
import { createSearch } from '../../../sync-server/search/search.ts';
import { createTestServer } from '../../../sync-server/testing/server.ts';
import { createDevice, type Device } from '$lib/testing/device';
import { createFindHere } from './find-here';
import { createIndexKeeper } from './index-keeper';
import { anyRecords, anySearch, type AnyRecord } from './testing/any-search';
import { WordIndex } from './word-index';

const people = [
  { id: 'ada', name: 'Ada Lovelace' },
  { id: 'bob', name: 'Bób Kay' }
];
const askers = { me: 'ada', people };
const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

/** A server with search and a device of it. */
function world() {
  const routes = new Hono<Env>();
  const server = createTestServer({ now: () => Date.UTC(2026, 5, 1) });
  const search = createSearch({
    sql: server.db.sql,
    writer: server.writer,
    rest: () => Promise.resolve(),
    every: () => () => undefined,
    report: (error) => {
      throw error;
    }
  });
  server.app.route('/', search.routes);
  const { sql } = server.db;
  sql.exec("insert into organizations values ('o1', 'Acme', 'u:ada', 0, 1)");
  for (const { id, name } of people) {
    sql
      .prepare('insert into users (id, name, email, created_at, updated_at) values (?, ?, ?, 1, 1)')
      .run(id, name, `${id}@example.org`);
    sql.prepare("insert into members values ('o1', ?, 'editor', 1)").run(id);
  }
  const device = createDevice('one', server.request);
  closing.push(
    () => device.close(),
    () => server.close()
  );
  return { server, device, routes };
}

function searchOn(device: Device, mostWords?: number) {
  const index = new WordIndex(mostWords);
  const { db } = device;
  const made = createIndexKeeper({
    db,
    index,
    rest: () => Promise.resolve(),
    tell: () => undefined
  });
  const refresh = async () => {
    await made.refresh();
    await made.save();
  };
  const keeper = { ...made, refresh };
  const find = createFindHere({ db, index, keeper });
  return { index, keeper, find };
}

/** What is set for good is left out of a record that is there already. */
function changeOf({ collection, record }: AnyRecord, isThere: boolean): Change {
  const { id, ...given } = record;
  const fields = Object.entries({ ...defaultsOf(collection), ...given }).filter(
    ([field]) => field !== 'updatedAt' && (!isThere || classOf(collection, field) !== 'fixed')
  );
  return { collection, id, fields: Object.fromEntries(fields) } as Change;
}

test('equal data gives equal results, in the same order, here and on the server', async () => {
  await fc.assert(
    fc.asyncProperty(
      anyRecords,
      anyRecords,
      fc.array(anySearch, { minLength: 3, maxLength: 6 }),
      async (first, second, searches) => {
        const { server, device } = world();
        const { keeper, find } = searchOn(device);
        const there = new Set<string>();
        for (const records of [first, second]) {
          const changes = new Map(
            records.map((each) => [`${each.collection}/${each.record.id}`, each])
          );
          await server.writer.transact(() =>
            server.sync.author.write(
              'u:ada',
              [...changes].map(([key, each]) => changeOf(each, there.has(key)))
            )
          );
          for (const key of changes.keys()) there.add(key);
          await device.sync();
          await keeper.refresh();
          for (const asked of searches) {
            const response = await server.request(
              `/v1/search?limit=100&q=${encodeURIComponent(asked)}`
            );
            const { items } = (await response.json()) as SearchAnswer;
            const here = await find.page(withPeople(parseSearch(asked), askers), null, 100);
            expect(here.items, asked).toEqual(items);
          }
        }
        await server.writer.idle();
      }
    ),
    { numRuns: 25 }
  );
}, 240_000);

const message = (id: string, text: string) =>
  ({
    collection: 'messages' as SyncedName,
    id,
    fields: { ...defaultsOf('messages'), conversationId: 'c', role: 'user', text }
  }) as Change;
const idsOf = async (search: ReturnType<typeof searchOn>, asked: string) =>
  (await search.find.page(parseSearch(asked), null, 50)).items.map(({ id }) => id);

test('what one types is found at once, also before it is on the server, and what is taken back is not', async () => {
  const { device } = world();
  const search = searchOn(device);
  const { id } = await device.store.create('prompts', { name: 'Walrus' });
  await search.keeper.refresh();
  expect(await idsOf(search, 'walrus')).toEqual([id]);
  await device.store.edit('prompts', id, { name: 'Otter' });
  // The index does not know yet, but what is shown is judged as it is.
  expect(await idsOf(search, 'walrus')).toEqual([]);
  await search.keeper.refresh();
  expect(await idsOf(search, 'otter')).toEqual([id]);
  await device.sync();
  await search.keeper.refresh();
  expect(await idsOf(search, 'otter')).toEqual([id]);
  await device.store.edit('prompts', id, { deletedAt: 5 });
  await search.keeper.refresh();
  expect(await idsOf(search, 'otter')).toEqual([]);
  expect(await idsOf(search, 'otter in:trash')).toEqual([id]);
});

test('the cache is gone on with, reading only what has come since', async () => {
  const { server, device } = world();
  const write = (...changes: Change[]) =>
    server.writer.transact(() => server.sync.author.write('u:ada', changes));
  await write(...Array.from({ length: 30 }, (_, at) => message(`m${at}`, `walrus ${at}`)));
  await device.sync();
  await searchOn(device).keeper.refresh();
  await write(message('late', 'walrus late'));
  await device.sync();

  const again = searchOn(device);
  let tables = 0;
  const { db } = device;
  db.messages.hook('reading', (row) => {
    tables++;
    return row;
  });
  await again.keeper.refresh();
  expect(tables).toBe(1);
  expect(await idsOf(again, 'walrus')).toHaveLength(31);
});

test('of what was deleted for ever nothing stays in the cache, also while no search is open', async () => {
  const { device } = world();
  const { id } = await device.store.create('prompts', { name: 'Quokkacanary' });
  await device.store.create('prompts', { name: 'Otter' });
  await device.sync();
  await searchOn(device).keeper.refresh();
  const cached = async () => JSON.stringify(await device.db.searchSegments.toArray());
  expect(await cached()).toContain('quokkacanary');
  await device.store.edit('prompts', id, { deletedAt: 5 });
  await device.store.purge('prompts', id);
  await device.sync();
  await device.sync();
  expect(await cached()).not.toContain('quokkacanary');
  const search = searchOn(device);
  await search.keeper.refresh();
  expect(await idsOf(search, 'otter')).toHaveLength(1);
  expect(await cached()).not.toContain('quokkacanary');
});

test('an output is searched while it is on the device', async () => {
  const { server, device } = world();
  await server.writer.transact(() =>
    server.sync.author.write('u:ada', [
      { collection: 'runs', id: 'r', fields: { status: 'done', preview: 'It begins' } }
    ])
  );
  await device.sync();
  const search = searchOn(device);
  await search.keeper.refresh();
  expect(await idsOf(search, 'walrus')).toEqual([]);
  const output = { runId: 'r', text: 'It begins with a walrus', reasoning: '', toolCalls: [] };
  await device.db.runOutputs.put({ ...output, logprobs: null });
  await search.keeper.refresh();
  expect(await idsOf(search, 'walrus')).toEqual(['r']);
  await device.db.runOutputs.clear();
  await search.keeper.refresh();
  expect(await idsOf(search, 'walrus')).toEqual([]);
});

test('a person finds what is theirs by "me", and what others made by their names, here and there', async () => {
  const { server, device } = world();
  const made = (id: string, createdBy: string): Change =>
    ({
      collection: 'snapshots',
      id,
      fields: {
        ...defaultsOf('snapshots'),
        subject: { kind: 'prompt', id: 'p' },
        title: 'Kept',
        createdBy
      }
    }) as Change;
  await server.writer.transact(() =>
    server.sync.author.write('u:ada', [made('s1', 'ada'), made('s2', 'bob'), made('s3', '')])
  );
  await device.sync();
  const { keeper, find } = searchOn(device);
  await keeper.refresh();
  for (const [asked, ids] of [
    ['by:me', ['s1']],
    ['by:bob', ['s2']],
    ['by:kay kept', ['s2']],
    ['by:"bob kay"', ['s2']],
    ['-by:me kept', ['s3', 's2']],
    ['by:b by:me', ['s2', 's1']],
    ['by:nobody', []]
  ] as const) {
    const response = await server.request(`/v1/search?q=${encodeURIComponent(asked)}`);
    const { items } = (await response.json()) as SearchAnswer;
    const here = await find.page(withPeople(parseSearch(asked), askers), null, 100);
    expect(items.map(({ id }) => id).sort(), asked).toEqual([...ids].sort());
    expect(here.items, asked).toEqual(items);
  }
});
