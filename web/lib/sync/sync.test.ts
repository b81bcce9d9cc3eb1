import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { syncedNames } from '#shared/collections';
import { AppError } from '#shared/errors';
import { aRecord } from '#shared/testing/factories';
import { createTestServer, type TestServer } from '../../../sync-server/testing/server';
import { createDevice, meet, type Device } from '../testing/device';

let server: TestServer;
let laptop: Device;
let phone: Device;

beforeEach(() => {
  server = createTestServer();
  laptop = createDevice('laptop', server.request);
  phone = createDevice('phone', server.request);
});
afterEach(async () => {
  laptop.close();
  phone.close();
  await server.close();
});

async function promptOn(device: Device) {
  return device.store.create('prompts', aRecord('prompts', { name: 'Haiku' }));
}

test('a prompt edited offline reaches the other device', async () => {
  const { id } = await promptOn(laptop);
  await laptop.store.edit('prompts', id, { text: { content: 'Write a haiku.', spans: [] } });
  await meet(laptop, phone);
  expect(await phone.rows('prompts')).toEqual(await laptop.rows('prompts'));
  expect((await phone.rows('prompts'))[0]).toMatchObject({
    id,
    text: { content: 'Write a haiku.' }
  });
  expect(await laptop.db.outbox.count()).toBe(0);
});

test('edits of different fields on two devices both survive', async () => {
  const { id } = await promptOn(laptop);
  await meet(laptop, phone);
  await laptop.store.edit('prompts', id, { name: 'Sonnet', modelConfig: { temperature: 0.2 } });
  await phone.store.edit('prompts', id, { tags: ['draft'], modelConfig: { maxTokens: 64 } });
  await meet(laptop, phone, laptop);
  expect(await phone.rows('prompts')).toEqual(await laptop.rows('prompts'));
  expect((await phone.rows('prompts'))[0]).toMatchObject({
    name: 'Sonnet',
    tags: ['draft'],
    modelConfig: { temperature: 0.2, maxTokens: 64 }
  });
});

test('of two texts that met one shows and the other is kept', async () => {
  const { id } = await promptOn(laptop);
  await meet(laptop, phone);
  await laptop.store.edit('prompts', id, { systemPrompt: 'from the laptop' });
  await phone.store.edit('prompts', id, { systemPrompt: 'from the phone' });
  await meet(laptop, phone, laptop);
  expect(await phone.rows('prompts')).toEqual(await laptop.rows('prompts'));
  const shown = (await phone.rows('prompts'))[0]?.systemPrompt;
  const kept = server.db.sql
    .prepare("select value, status from revisions where status <> 'replaced'")
    .all() as {
    value: string;
    status: string;
  }[];
  expect([shown, ...kept.map((revision) => JSON.parse(revision.value))].sort()).toEqual([
    'from the laptop',
    'from the phone'
  ]);
  expect(kept.map((revision) => revision.status)).toEqual(['conflict']);
});

test('two texts that met are one open conflict on every device, and deciding it closes it everywhere', async () => {
  const { id } = await promptOn(laptop);
  await meet(laptop, phone);
  await laptop.store.edit('prompts', id, { systemPrompt: 'from the laptop' });
  await phone.store.edit('prompts', id, { systemPrompt: 'from the phone' });
  await meet(laptop, phone, laptop);
  const [conflict, ...more] = await laptop.rows('conflicts');
  expect(more).toEqual([]);
  expect(await phone.rows('conflicts')).toEqual([conflict]);
  expect(conflict).toMatchObject({
    collection: 'prompts',
    recordId: id,
    path: 'systemPrompt',
    head: (await phone.rows('prompts'))[0]?.systemPrompt,
    resolution: null
  });
  expect([conflict?.head, conflict?.other].sort()).toEqual(['from the laptop', 'from the phone']);
  await phone.store.edit('conflicts', conflict!.id, { resolution: 'head' });
  await meet(phone, laptop);
  expect((await laptop.rows('conflicts'))[0]?.resolution).toBe('head');
});

test('a lost answer to a push doubles nothing', async () => {
  const deaf = createDevice('deaf', async (path, init) => {
    const response = await server.request(path, init);
    if (path === '/v1/sync/push') throw new TypeError('the answer was lost');
    return response;
  });
  await promptOn(deaf);
  await expect(deaf.sync()).rejects.toThrow(AppError);
  expect(await deaf.db.outbox.count()).toBe(1);
  await deaf.sync(); // the feed tells what became of it
  expect(await deaf.db.outbox.count()).toBe(0);
  expect(server.db.sql.prepare('select count(*) from applied').pluck().get()).toBe(1);
  deaf.close();
});

test('a change that is rewritten before it was sent takes a new id, for a copied database may send the old one', async () => {
  const { id } = await promptOn(laptop);
  const before = await laptop.db.outbox.toArray();
  await laptop.store.edit('prompts', id, { name: 'rewritten' });
  const after = await laptop.db.outbox.toArray();
  expect(after.map(({ cseq }) => cseq)).toEqual(before.map(({ cseq }) => cseq));
  expect(after[0]?.mid).not.toBe(before[0]?.mid);
  const stamps = Object.values((await laptop.db.prompts.get(id))?.$sync.stamps ?? {});
  expect(new Set(stamps.map(({ mid }) => mid))).toEqual(new Set([after[0]?.mid]));
});

test('a push made in another history is not taken in', async () => {
  const { id } = await promptOn(laptop);
  await laptop.sync();
  await laptop.store.edit('prompts', id, { name: 'late' });
  const { mutations } = await laptop.replica.takeBatch(0, 200);
  const clientId = await laptop.replica.clientId();
  const pushed = await server.sync.records.push('u:ada', { clientId, mutations, epoch: 'older' });
  expect(pushed.results).toEqual([]);
  await meet(laptop, phone);
  expect((await phone.rows('prompts'))[0]?.name).toBe('late');
  expect(await laptop.db.outbox.count()).toBe(0);
});

test('keystrokes are one mutation until it was sent, then another', async () => {
  const { id } = await promptOn(laptop);
  for (const name of ['a', 'ab', 'abc']) await laptop.store.edit('prompts', id, { name });
  expect(await laptop.db.outbox.count()).toBe(1);
  await laptop.replica.takeBatch(0, 200);
  await laptop.store.edit('prompts', id, { name: 'abcd' });
  expect(await laptop.db.outbox.count()).toBe(2);
  await meet(laptop, phone);
  expect((await phone.rows('prompts'))[0]?.name).toBe('abcd');
});

test('an edit that changes nothing makes no mutation', async () => {
  const { id } = await promptOn(laptop);
  await laptop.sync();
  await laptop.store.edit('prompts', id, { name: 'Haiku', tags: ['two', 'one'], modelConfig: {} });
  expect(await laptop.db.outbox.count()).toBe(0);
});

test('versions are numbered by the server, one by one', async () => {
  const prompt = await promptOn(laptop);
  await laptop.store.create('versions', aRecord('versions', { promptId: prompt.id, hash: 'a' }));
  await laptop.sync();
  await phone.store.create('versions', aRecord('versions', { promptId: prompt.id, hash: 'b' }));
  await phone.store.create('versions', aRecord('versions', { promptId: prompt.id, hash: 'c' }));
  await meet(phone, laptop);
  const numbers = (await laptop.rows('versions')).map(({ hash, number }) => [hash, number]);
  expect(numbers.sort()).toEqual([
    ['a', 1],
    ['b', 2],
    ['c', 3]
  ]);
});

test('a refused change is put aside and the queue goes on', async () => {
  const prompt = await promptOn(laptop);
  const { id } = await laptop.store.create(
    'versions',
    aRecord('versions', { promptId: prompt.id })
  );
  await laptop.sync();
  // As a device that did not know the record was there would do it.
  await phone.store.create('versions', aRecord('versions', { id, hash: 'other', promptId: 'x' }));
  await phone.store.create('presets', aRecord('presets', { name: 'Calm' }));
  await meet(phone, laptop);
  expect((await phone.db.quarantine.toArray()).map((entry) => entry.code)).toEqual(['IMMUTABLE']);
  expect(await phone.db.outbox.count()).toBe(0);
  expect(await laptop.rows('presets')).toHaveLength(1);
  expect(await phone.rows('versions')).toEqual(await laptop.rows('versions'));
});

test('a group appears together or not at all', async () => {
  const prompt = await promptOn(laptop);
  await laptop.store.create('versions', aRecord('versions', { id: 'v', promptId: prompt.id }));
  await laptop.sync();
  await phone.store.group(async (tx) => {
    await tx.create('presets', aRecord('presets', { name: 'Together' }));
    await tx.create('versions', aRecord('versions', { id: 'v', hash: 'other' }));
  });
  await meet(phone, laptop);
  expect(await laptop.rows('presets')).toEqual([]);
  expect(await phone.rows('presets')).toEqual([]);
  expect(await phone.db.quarantine.count()).toBe(2);
});

test('a write past the store throws', async () => {
  await expect(laptop.db.prompts.put({ id: 'x' } as never)).rejects.toThrow('store.edit()');
  expect(await laptop.rows('prompts')).toEqual([]);
});

test('a thousand edits leave in at most six requests', async () => {
  let requests = 0;
  const busy = createDevice('busy', (path, init) => {
    requests += 1;
    return server.request(path, init);
  });
  await busy.store.group(async (tx) => {
    for (let i = 0; i < 1000; i++)
      await tx.create('presets', aRecord('presets', { id: `p${i}`, name: `${i}` }));
  });
  await busy.sync();
  expect(await busy.db.outbox.count()).toBe(0);
  expect(requests).toBeLessThanOrEqual(6);
  busy.close();
});

test('two clients with the same numbers are told apart', async () => {
  await promptOn(laptop);
  await laptop.sync();
  // As a copied browser profile would: the same client id, and numbers that are in use.
  const copied = await laptop.db.meta.toArray();
  await phone.db.meta.bulkPut(copied);
  await promptOn(phone);
  await meet(phone, laptop);
  expect(await phone.replica.clientId()).not.toBe(await laptop.replica.clientId());
  expect(await laptop.rows('prompts')).toHaveLength(2);
});

test('one change with a large text syncs, one that is too large is refused at once', async () => {
  const { id } = await promptOn(laptop);
  const large = 'word '.repeat(300_000);
  await laptop.store.edit('prompts', id, { text: { content: large, spans: [] } });
  await meet(laptop, phone);
  expect((await phone.rows('prompts'))[0]?.text.content).toBe(large);
  await expect(
    laptop.store.edit('prompts', id, { text: { content: large.repeat(4), spans: [] } })
  ).rejects.toThrow('PAYLOAD_TOO_LARGE');
  expect((await laptop.rows('prompts'))[0]?.text.content).toBe(large);
});

describe('every collection', () => {
  for (const name of syncedNames) {
    test(`${name} survive offline edit, sync, and the other device`, async () => {
      if (name === 'runs') {
        // Runs are made by the server; a person rates them.
        await server.writer.transact(() =>
          server.sync.author.write('u:ada', [
            { collection: 'runs', id: 'r1', fields: aRecord('runs', { status: 'done' }) }
          ])
        );
        await meet(laptop, phone);
        await laptop.store.edit('runs', 'r1', { rating: 5 });
      } else if (name === 'conflicts') {
        // So are conflicts; a person decides them.
        await server.writer.transact(() =>
          server.sync.author.write('u:ada', [
            { collection: 'conflicts', id: 'c1', fields: aRecord('conflicts') }
          ])
        );
        await meet(laptop, phone);
        await laptop.store.edit('conflicts', 'c1', { resolution: 'other' });
      } else {
        const { id } = await laptop.store.create(name, aRecord(name));
        await laptop.store.edit(name, id, { deletedAt: 1 });
        await laptop.store.edit(name, id, { deletedAt: null });
      }
      await meet(laptop, phone);
      expect(await phone.rows(name)).toHaveLength(1);
      expect(await phone.rows(name)).toEqual(await laptop.rows(name));
      expect(await laptop.db.quarantine.count()).toBe(0);
    });
  }
});

describe('a server restored from an older backup', () => {
  test('gets back what devices still hold, once', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'playground-restore-'));
    const backup = mkdtempSync(join(tmpdir(), 'playground-backup-'));
    let live = createTestServer({ folder });
    const a = createDevice('a', (path, init) => live.request(path, init));
    const b = createDevice('b', (path, init) => live.request(path, init));
    const first = await promptOn(a);
    await meet(a, b);
    live.db.sql.prepare('vacuum into ?').run(join(backup, 'old.sqlite'));
    await a.store.edit('prompts', first.id, { name: 'Renamed after the backup' });
    const second = await promptOn(b);
    await meet(a, b);
    await live.close();
    rmSync(join(folder, 'playground.sqlite'));
    rmSync(join(folder, 'playground.sqlite-wal'), { force: true });
    rmSync(join(folder, 'playground.sqlite-shm'), { force: true });
    copyFileSync(join(backup, 'old.sqlite'), join(folder, 'playground.sqlite'));
    live = createTestServer({ folder });
    const c = createDevice('c', (path, init) => live.request(path, init));
    await promptOn(c); // takes the sequence numbers the others have already seen
    await c.sync();
    await meet(a, b, c);
    await meet(a, b, c);
    const names = (await a.rows('prompts')).map((prompt) => prompt.name).sort();
    expect(names).toEqual(['Haiku', 'Haiku', 'Renamed after the backup']);
    expect((await c.rows('prompts')).map((prompt) => prompt.id)).toContain(second.id);
    expect(await b.rows('prompts')).toEqual(await a.rows('prompts'));
    expect(await c.rows('prompts')).toEqual(await a.rows('prompts'));
    expect(await a.db.quarantine.count()).toBe(0);
    for (const device of [a, b, c]) device.close();
    await live.close();
  });
});
