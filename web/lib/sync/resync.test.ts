import { afterEach, beforeEach, expect, test } from 'vitest';
import { aRecord } from '#shared/testing/factories';
import { recoveredId } from '#shared/recovered';
import { testPrincipal } from '../../../sync-server/testing/principal';
import { createTestServer, type TestServer } from '../../../sync-server/testing/server';
import { createDevice, meet, type Device } from '../testing/device';

const day = 24 * 60 * 60 * 1000;
const principal = testPrincipal();
let time = Date.UTC(2026, 0, 1);
let server: TestServer;
let laptop: Device;
let phone: Device;
let isAnswering = true;

const network = async (path: string, init?: RequestInit) => {
  const response = await server.request(path, init);
  if (!isAnswering) throw new TypeError('the answer is lost');
  return response;
};

beforeEach(() => {
  principal.scope = 'u:ada';
  principal.role = 'owner';
  isAnswering = true;
  const now = () => time;
  server = createTestServer({ now, principal });
  laptop = createDevice('laptop', network, { now });
  phone = createDevice('phone', network, { now });
});
afterEach(async () => {
  laptop.close();
  phone.close();
  await server.close();
});

const aPrompt = async (name: string) =>
  (await laptop.store.create('prompts', aRecord('prompts', { name }))).id;

/** So long that nobody tells the phone any more what was deleted for ever. */
async function halfAYear() {
  time += 200 * day;
  await server.sync.tidy();
}

async function purgeOnLaptop(id: string) {
  await laptop.store.edit('prompts', id, { deletedAt: 5 });
  await laptop.sync();
  await laptop.store.purge('prompts', id);
  await laptop.sync();
}

const names = async (device: Device) =>
  (await device.rows('prompts')).map(({ name }) => name).sort();

test('a device away for longer than purges are told of drops what was purged and keeps what it wrote', async () => {
  const gone = await aPrompt('gone');
  const kept = await aPrompt('kept');
  await meet(laptop, phone);
  const { epoch } = await phone.replica.cursor('u:ada');
  await phone.store.edit('prompts', kept, { systemPrompt: 'from the phone' });
  await phone.store.create('prompts', aRecord('prompts', { name: 'new' }));
  await purgeOnLaptop(gone);
  await laptop.store.edit('prompts', kept, { name: 'renamed' });
  await laptop.sync();
  await halfAYear();
  await laptop.store.create('presets', aRecord('presets'));
  await meet(phone, laptop);
  for (const device of [phone, laptop]) {
    expect(await names(device)).toEqual(['new', 'renamed']);
    expect(await device.db.prompts.get(kept)).toMatchObject({ systemPrompt: 'from the phone' });
    expect(await device.db.outbox.count()).toBe(0);
    expect(await device.db.quarantine.count()).toBe(0);
  }
  expect(await phone.replica.cursor('u:ada')).toMatchObject({ epoch, resync: 0 });
});

test('a late edit of what was purged and forgotten is kept once as a recovered one', async () => {
  const id = await aPrompt('Haiku');
  await meet(laptop, phone);
  await phone.store.edit('prompts', id, { systemPrompt: 'from the train' });
  await purgeOnLaptop(id);
  await halfAYear();
  await laptop.store.create('presets', aRecord('presets'));
  await laptop.sync();
  await meet(phone, laptop);
  for (const device of [phone, laptop])
    expect(await device.rows('prompts')).toMatchObject([
      { id: recoveredId(id), systemPrompt: 'from the train' }
    ]);
  expect(await phone.db.base.count()).toBe(0);
  expect(await phone.db.outbox.count()).toBe(0);
});

test('a change whose answer was lost half a year ago does not undo what was made over it', async () => {
  const id = await aPrompt('one');
  await meet(laptop, phone);
  const ahead = time;
  time += 365 * day;
  await phone.store.edit('prompts', id, { name: 'two' });
  time = ahead;
  isAnswering = false;
  await phone.sync().catch(() => undefined);
  isAnswering = true;
  await laptop.sync();
  expect(await names(laptop)).toEqual(['two']);
  await laptop.store.edit('prompts', id, { name: 'three' });
  await laptop.store.create('presets', aRecord('presets'));
  await laptop.sync();
  await halfAYear();
  expect(
    server.db.sql.prepare('select count(*) from applied').pluck().get(),
    'all but the last are forgotten'
  ).toBe(1);
  await meet(phone, laptop);
  for (const device of [phone, laptop]) {
    expect(await names(device)).toEqual(['three']);
    expect(await device.db.outbox.count()).toBe(0);
  }
});

test('two tabs that are told to read again begin once', async () => {
  await aPrompt('one');
  await meet(laptop, phone);
  const asked = await phone.replica.cursor('u:ada');
  await phone.replica.readAgain('u:ada', asked);
  await phone.sync();
  const after = await phone.replica.cursor('u:ada');
  await laptop.store.create('presets', aRecord('presets'));
  await meet(laptop, phone);
  await phone.replica.readAgain('u:ada', after);
  expect(await phone.replica.cursor('u:ada')).toMatchObject({ resync: 0 });
});

test('rows of a collection this version does not know are swept like the others', async () => {
  const row = { collection: 'boards', seq: 1, body: {}, stamps: {}, scope: 'u:ada' };
  await aPrompt('one');
  await meet(laptop, phone);
  server.db.sql.exec(
    `insert into records (scope, collection, id, seq, body, fields, created_at, updated_at)
       values ('u:ada', 'boards', 'there', 1, '{}', '{}', 1, 1)`
  );
  await phone.db.unknown.bulkPut([
    { ...row, id: 'there', key: 'boards/there' },
    { ...row, id: 'gone', key: 'boards/gone' }
  ]);
  await phone.replica.readAgain('u:ada', await phone.replica.cursor('u:ada'));
  await phone.sync();
  expect(await phone.db.unknown.toCollection().primaryKeys()).toEqual(['boards/there']);
});

test('who loses the right keeps no row, only his own words that wait, and gets all back with it', async () => {
  const id = await aPrompt('Haiku');
  await meet(laptop, phone);
  await phone.store.edit('prompts', id, { name: 'Sonnet' });
  await phone.sync();
  await phone.store.edit('prompts', id, { systemPrompt: 'my words' });
  principal.scope = 'u:bob';
  await phone.sync();
  expect(await phone.rows('prompts')).toEqual([]);
  for (const table of ['outbox', 'base', 'unknown'] as const)
    expect(await phone.db[table].count(), table).toBe(0);
  expect(JSON.stringify(await phone.db.quarantine.toArray())).toContain('my words');
  expect(await phone.db.archive.count()).toBe(1);
  await phone.sync();
  principal.scope = 'u:ada';
  await meet(phone);
  expect(await names(phone)).toEqual(['Sonnet']);
  expect(await phone.db.quarantine.count()).toBe(1);
});

test('who may only read keeps the others’ value, and his own edit put aside', async () => {
  const id = await aPrompt('Haiku');
  await meet(laptop, phone);
  await phone.store.edit('prompts', id, { name: 'Elegy' });
  await phone.sync();
  principal.role = 'viewer';
  await phone.store.edit('prompts', id, { name: 'Sonnet' });
  await phone.sync();
  expect(await names(phone)).toEqual(['Elegy']);
  expect(await phone.db.outbox.count()).toBe(0);
  expect(await phone.db.quarantine.toArray()).toMatchObject([{ code: 'FORBIDDEN' }]);
  principal.role = 'editor';
  await phone.store.edit('prompts', id, { name: 'Ode' });
  await meet(phone, laptop);
  expect(await names(laptop)).toEqual(['Ode']);
});

test('what waits unsent is put aside too when the right is lost', async () => {
  const id = await aPrompt('Haiku');
  await meet(laptop, phone);
  await phone.store.edit('prompts', id, { systemPrompt: 'my words' });
  await phone.replica.leave('u:ada');
  expect(JSON.stringify(await phone.db.quarantine.toArray())).toContain('my words');
  expect(await phone.db.outbox.count()).toBe(0);
});

test('a refusal that comes late takes nothing away that was read since', async () => {
  const id = await aPrompt('Haiku');
  await meet(laptop, phone);
  await phone.store.edit('prompts', id, { name: 'Sonnet' });
  const { mutations } = await phone.replica.takeBatch(0, 10);
  await phone.replica.leave('u:ada');
  await phone.sync();
  // Another tab had sent it, and hears only now that it may not.
  await phone.replica.putAside(mutations, { code: 'FORBIDDEN', detail: null });
  expect(await names(phone)).toEqual(['Haiku']);
  expect(await phone.db.quarantine.count()).toBe(1);
});

test('I3: who is let in again notices that the server was set back in between', async () => {
  const id = await aPrompt('early');
  await meet(laptop, phone);
  const image = server.db.sql.serialize();
  await laptop.store.edit('prompts', id, { name: 'acknowledged' });
  await laptop.sync();
  await server.close();
  server = createTestServer({ now: () => time, principal, image });

  principal.role = null;
  await laptop.sync();
  expect(await names(laptop)).toEqual([]);
  principal.role = 'owner';
  await meet(laptop, phone);
  expect(await names(laptop)).toEqual(['acknowledged']);
  expect(await names(phone)).toEqual(['acknowledged']);
});

test('I3: who is told to read everything again notices that the server was set back in between', async () => {
  const id = await aPrompt('early');
  await meet(laptop, phone);
  const image = server.db.sql.serialize();
  await laptop.store.edit('prompts', id, { name: 'acknowledged' });
  await laptop.sync();
  await laptop.replica.readAgain('u:ada', await laptop.replica.cursor('u:ada'));
  await server.close();
  server = createTestServer({ now: () => time, principal, image });
  await meet(laptop, phone);
  expect(await names(laptop)).toEqual(['acknowledged']);
  expect(await names(phone)).toEqual(['acknowledged']);
});
