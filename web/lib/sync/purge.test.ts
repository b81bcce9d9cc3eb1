import { afterEach, beforeEach, expect, test } from 'vitest';
import { aRecord } from '#shared/testing/factories';
import { recoveredId } from '#shared/recovered';
import { createTestServer, type TestServer } from '../../../sync-server/testing/server';
import { createDevice, meet, type Device } from '../testing/device';

let server: TestServer;
let laptop: Device;
let phone: Device;
const network = (path: string, init?: RequestInit) => server.request(path, init);

beforeEach(() => {
  server = createTestServer();
  laptop = createDevice('laptop', network);
  phone = createDevice('phone', network);
});
afterEach(async () => {
  laptop.close();
  phone.close();
  await server.close();
});

async function trashedOn(device: Device) {
  const { id } = await device.store.create('prompts', aRecord('prompts', { name: 'Haiku' }));
  await device.store.edit('prompts', id, { deletedAt: 5 });
  return id;
}

const everything = async ({ db }: Device) =>
  JSON.stringify(
    await Promise.all(db.tables.map(async (table) => [table.name, await table.toArray()] as const))
  );

test('a purge made offline hides at once, and takes the content from every table of every device', async () => {
  const id = await trashedOn(laptop);
  await laptop.store.edit('prompts', id, { systemPrompt: 'a secret' });
  await meet(laptop, phone);
  await server.writer.transact(() =>
    server.sync.author.write('u:ada', [
      { collection: 'runs', id: 'r', fields: { promptId: id, preview: 'a secret' } }
    ])
  );
  await meet(laptop, phone);
  await phone.db.runOutputs.put({
    runId: 'r',
    text: 'a secret',
    reasoning: '',
    toolCalls: [],
    logprobs: null
  });
  await laptop.store.purge('prompts', id);
  expect(await laptop.rows('prompts')).toEqual([]);
  await meet(laptop, phone);
  for (const device of [laptop, phone]) {
    expect(await everything(device)).not.toContain('a secret');
    expect(await device.db.base.count()).toBe(0);
    expect(await device.db.outbox.count()).toBe(0);
  }
});

test('what is not in the trash is not purged', async () => {
  const { id } = await laptop.store.create('prompts', aRecord('prompts'));
  await expect(laptop.store.purge('prompts', id)).rejects.toMatchObject({ code: 'CONFLICT' });
});

test('an edit made offline of a prompt purged elsewhere is kept once as a recovered one', async () => {
  const id = await trashedOn(laptop);
  await meet(laptop, phone);
  await phone.store.edit('prompts', id, { systemPrompt: 'written on the train' });
  await phone.store.edit('prompts', id, { name: 'Tanka' });
  await laptop.store.purge('prompts', id);
  await laptop.sync();
  await meet(phone, laptop);
  for (const device of [phone, laptop])
    expect(await device.rows('prompts')).toMatchObject([
      { id: recoveredId(id), name: 'Recovered Tanka', systemPrompt: 'written on the train' }
    ]);
  expect(await phone.db.outbox.count()).toBe(0);
  expect(await phone.db.quarantine.count()).toBe(0);
});

test('a purge that did not know of an edit is undone, and the prompt shows again', async () => {
  const id = await trashedOn(laptop);
  await meet(laptop, phone);
  await phone.store.edit('prompts', id, { deletedAt: null });
  await phone.sync();
  await laptop.store.purge('prompts', id);
  await meet(laptop, phone);
  for (const device of [laptop, phone])
    expect(await device.rows('prompts')).toMatchObject([{ id, deletedAt: null }]);
  expect(await laptop.db.outbox.count()).toBe(0);
});

test('a restored server gives up what any device knows to be purged', async () => {
  const id = await trashedOn(laptop);
  await meet(laptop, phone);
  const image = server.db.sql.serialize();
  await laptop.store.purge('prompts', id);
  await meet(laptop, phone);
  await laptop.store.create('presets', aRecord('presets', { name: 'later' }));
  await meet(laptop, phone);
  await server.close();
  server = createTestServer({ image });
  await meet(phone, laptop);
  for (const device of [phone, laptop]) expect(await device.rows('prompts')).toEqual([]);
  const stored = "select count(*) from records where collection = 'prompts'";
  expect(server.db.sql.prepare(stored).pluck().get()).toBe(0);
});
