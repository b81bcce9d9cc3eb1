import { afterEach, beforeEach, expect, test } from 'vitest';
import { schemaVersion, type Mutation } from '#shared/mutations';
import { aRecord } from '#shared/testing/factories';
import { pageLimits } from '#shared/protocol';
import { stampsOf } from '../../../sync-server/sync/stored-stamps';
import { createTestServer, type TestServer } from '../../../sync-server/testing/server';
import { createDevice, meet, type Device } from '../testing/device';
import { asOlder, casters } from '../testing/simulation/older';

let server: TestServer;
let device: Device;
beforeEach(() => {
  server = createTestServer();
  device = createDevice('device', server.request);
});
afterEach(async () => {
  device.close();
  await server.close();
});

/** A change as a newer version of the app would send it. */
async function sendAsNewer(
  change: Partial<Mutation> & Pick<Mutation, 'collection' | 'id' | 'set'>
) {
  const common = { mid: `n-${change.id}`, cseq: 1, scope: 'u:ada', sv: schemaVersion, op: 'patch' };
  const response = await server.request('/v1/sync/push', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ clientId: 'newer', mutations: [{ ...common, ...change }] })
  });
  expect(response.status).toBe(200);
}
const change = (v: unknown) => ({ v, base: null, baseEff: 0, ts: 1 });

test('I16: a field this version does not know survives its edits', async () => {
  const { id } = await device.store.create('prompts', aRecord('prompts', { name: 'Haiku' }));
  await device.sync();
  await sendAsNewer({ collection: 'prompts', id, set: { mood: change('calm') } });
  await device.sync();
  await device.store.edit('prompts', id, { name: 'Sonnet' });
  await device.sync();
  const stored = server.db.sql.prepare('select body from records where id = ?').pluck().get(id);
  expect(JSON.parse(String(stored))).toMatchObject({ name: 'Sonnet', mood: 'calm' });
});

test('I16: rows of a collection this version does not know are kept', async () => {
  server.db.sql.exec(
    `insert into scopes (id, seq) values ('u:ada', 1);
     insert into records (scope, collection, id, seq, body, fields, created_at, updated_at)
       values ('u:ada', 'boards', 'b1', 1, '{"name":"Plans"}', '{}', 1, 1);`
  );
  await device.sync();
  expect(await device.db.unknown.toArray()).toMatchObject([
    { key: 'boards/b1', body: { name: 'Plans' } }
  ]);
  await device.sync();
  expect(await device.db.unknown.count()).toBe(1);
});

test('I16: after the update such rows are shown, and never over a newer copy', async () => {
  const other = createDevice('other', server.request);
  const { id } = await other.store.create('presets', aRecord('presets', { name: 'Calm' }));
  const { id: changed } = await other.store.create('presets', aRecord('presets', { name: 'Old' }));
  await other.sync();
  await device.sync();
  // As a version without presets would have left it.
  const pages = await device.db.presets.toArray();
  const rows = server.db.sql.prepare('select id, seq, body, fields from records').all() as {
    id: string;
    seq: number;
    body: string;
    fields: string;
  }[];
  const unknown = rows.map(({ body, fields, ...row }) => ({
    ...row,
    key: `presets/${row.id}`,
    scope: 'u:ada',
    collection: 'presets',
    body: JSON.parse(body) as Record<string, unknown>,
    stamps: stampsOf(fields)
  }));
  expect(pages).toHaveLength(2);
  const fresh = createDevice('fresh', server.request);
  await fresh.db.unknown.bulkPut(unknown as never);
  await other.store.edit('presets', changed, { name: 'New' });
  await other.sync();
  await fresh.sync();
  const shown = await fresh.rows('presets');
  expect(shown.map(({ name }) => name).sort()).toEqual(['Calm', 'New']);
  expect(shown.find((row) => row.id === id)?.name).toBe('Calm');
  expect(await fresh.db.unknown.count()).toBe(0);
  other.close();
  fresh.close();
});

test('I16: rows kept as unknown are shown without a network', async () => {
  const offline = createDevice('offline', () => Promise.reject(new TypeError('no network')));
  const row = { collection: 'presets', id: 's', seq: 3, body: { name: 'Kept' }, stamps: {} };
  await offline.db.unknown.put({ ...row, key: 'presets/s', scope: 'u:ada' });
  await expect(offline.sync()).rejects.toMatchObject({ code: 'OFFLINE' });
  expect((await offline.rows('presets')).map(({ name }) => name)).toEqual(['Kept']);
  offline.close();
});

test.each([
  ['SERVER_TOO_OLD', schemaVersion + 1],
  ['CLIENT_TOO_OLD', schemaVersion - 1]
])('I16: %s is said plainly, its changes are kept, and reading goes on', async (code, sv) => {
  const writer = createDevice('writer', server.request);
  await writer.store.create('presets', aRecord('presets', { name: 'From another' }));
  await writer.sync();
  const skewed = createDevice('skewed', async (path, init) => {
    if (path !== '/v1/sync/push') return server.request(path, init);
    const push = JSON.parse(String(init?.body)) as { mutations: Mutation[] };
    const mutations = push.mutations.map((mutation) => ({ ...mutation, sv }));
    return server.request(path, { ...init, body: JSON.stringify({ ...push, mutations }) });
  });
  await skewed.store.create('prompts', aRecord('prompts', { name: 'Kept' }));
  await expect(skewed.sync()).rejects.toMatchObject({ code });
  expect(await skewed.db.outbox.count()).toBe(1);
  expect(await skewed.db.quarantine.count()).toBe(0);
  expect(await skewed.rows('presets')).toHaveLength(1);
  await meet(writer);
  expect(await writer.rows('prompts')).toEqual([]);
  skewed.close();
  writer.close();
});

test('I16: rows of an unknown collection that come ahead of the feed are kept, too', async () => {
  const small = createTestServer({ limits: { ...pageLimits, rows: 3 }, casters });
  const writer = createDevice('writer', small.request);
  for (const name of ['One', 'Two', 'Three'])
    await writer.store.create('prompts', aRecord('prompts', { name }));
  await writer.store.create('presets', aRecord('presets', { name: 'Calm' }));
  await writer.store.create('presets', aRecord('presets', { name: 'Wild' }));
  await writer.sync();
  const older = createDevice('older', asOlder(small.request));
  await older.sync();
  expect(await older.rows('prompts')).toHaveLength(3);
  expect(await older.db.unknown.count()).toBe(2);
  older.close();
  writer.close();
  await small.close();
});
