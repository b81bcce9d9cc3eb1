import { IDBFactory } from 'fake-indexeddb';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { pageLimits } from '#shared/protocol';
import { aRecord } from '#shared/testing/factories';
import { createTestServer, type TestServer } from '../../../sync-server/testing/server';
import { createDevice, type Device } from '../testing/device';

const common = ['id', 'createdAt', 'updatedAt', 'deletedAt'];
const limits = { ...pageLimits, rows: 10, recentRuns: 15 };
let server: TestServer;
const open: Device[] = [];
const device = (...args: Parameters<typeof createDevice>) => {
  const made = createDevice(...args);
  open.push(made);
  return made;
};

beforeEach(async () => {
  server = createTestServer({ limits });
  const names = ['old', 'middle', 'new'];
  for (const id of names)
    await write(
      'prompts',
      Array.from({ length: 4 }, (_, nth) => `${id}-${nth}`)
    );
  await write(
    'runs',
    Array.from({ length: 60 }, (_, nth) => `run-${nth}`)
  );
});
afterEach(async () => {
  for (const one of open.splice(0)) one.close();
  await server.close();
});

async function write(collection: 'prompts' | 'runs', ids: string[]) {
  for (const id of ids) {
    const all = Object.entries(aRecord(collection, { id }));
    const fields = Object.fromEntries(all.filter(([field]) => !common.includes(field)));
    await server.writer.transact(() =>
      server.sync.author.write('u:ada', [{ collection, id, fields }])
    );
  }
}

/** A network that ends after so many answers of the feed. */
function after(pulls: number) {
  let left = pulls;
  return async (path: string, init?: RequestInit) => {
    if (path === '/v1/sync/pull' && left-- <= 0) throw new TypeError('cut');
    return server.request(path, init);
  };
}

const idsOf = async (device: Device, collection: 'prompts' | 'runs') =>
  (await device.rows(collection)).map(({ id }) => id);

test('a new device has the newest prompts with the first answer, the newest runs next, then all', async () => {
  const indexedDB = new IDBFactory();
  const first = device('d', after(1), { indexedDB });
  await expect(first.sync()).rejects.toThrow();
  expect(await idsOf(first, 'prompts')).toHaveLength(10);
  expect(await idsOf(first, 'prompts')).not.toContain('old-0');
  expect(await idsOf(first, 'runs')).toEqual([]);
  expect(await first.replica.cursor('u:ada')).toMatchObject({
    seq: 0,
    reading: { ahead: 10, feed: 0, all: 72 }
  });
  first.close();

  // Closed and opened in the middle, it goes on where it was.
  const second = device('d', after(3), { indexedDB });
  await expect(second.sync()).rejects.toThrow();
  expect(await idsOf(second, 'prompts')).toHaveLength(12);
  const runs = await idsOf(second, 'runs');
  expect(runs).toHaveLength(15);
  expect(runs).toContain('run-59');
  expect(runs).not.toContain('run-44');
  expect((await second.replica.cursor('u:ada')).seq).toBe(0);
  second.close();

  const third = device('d', after(2), { indexedDB });
  await expect(third.sync()).rejects.toThrow();
  expect((await third.replica.cursor('u:ada')).reading).toMatchObject({
    ahead: 27,
    feed: 20,
    all: 60
  });
  third.close();

  const last = device('d', server.request, { indexedDB });
  await last.sync();
  expect(await idsOf(last, 'runs')).toHaveLength(60);
  expect(await last.replica.cursor('u:ada')).toEqual(
    expect.not.objectContaining({ reading: expect.anything(), seen: expect.anything() })
  );
});

test('what changes while it reads is there in the end, and what is deleted for ever is not', async () => {
  const indexedDB = new IDBFactory();
  const other = device('other', server.request);
  await other.sync();
  const first = device('d', after(4), { indexedDB });
  await expect(first.sync()).rejects.toThrow();
  first.close();
  await other.store.edit('prompts', 'old-1', { name: 'Changed' });
  await other.store.edit('prompts', 'new-1', { deletedAt: 1 });
  await other.sync();
  await other.store.purge('prompts', 'new-1');
  await other.sync();
  const last = device('d', server.request, { indexedDB });
  await last.store.edit('prompts', 'new-2', { name: 'Typed meanwhile' });
  await last.sync();
  await other.sync();
  expect(await last.rows('prompts')).toEqual(await other.rows('prompts'));
  expect(await idsOf(last, 'prompts')).not.toContain('new-1');
  expect((await last.rows('prompts')).map(({ name }) => name)).toContain('Typed meanwhile');
});

test('a server restored to before what was shown ahead of the feed is noticed', async () => {
  const image = server.db.sql.serialize();
  await write('prompts', ['lost']);
  const indexedDB = new IDBFactory();
  const first = device('d', after(1), { indexedDB });
  await expect(first.sync()).rejects.toThrow();
  expect(await idsOf(first, 'prompts')).toContain('lost');
  first.close();
  await server.close();
  server = createTestServer({ limits, image });
  const last = device('d', server.request, { indexedDB });
  await last.sync();
  expect(await idsOf(last, 'prompts')).not.toContain('lost');
  expect(await last.db.quarantine.toArray()).toHaveLength(1);
});

test('a group is never shown in part', async () => {
  const other = device('other', server.request);
  await other.store.group(async (tx) => {
    await tx.create('projects', aRecord('projects', { id: 'project' }));
    await tx.create('versions', aRecord('versions', { id: 'version', promptId: 'grouped' }));
    await tx.create('prompts', aRecord('prompts', { id: 'grouped' }));
  });
  await other.sync();
  const first = device('d', after(1));
  await expect(first.sync()).rejects.toThrow();
  expect(await idsOf(first, 'prompts')).toContain('grouped');
  expect(await first.db.versions.count()).toBe(1);
  expect(await first.db.projects.count()).toBe(1);
});

test('a change that waits while its record comes ahead is acknowledged by the feed', async () => {
  const indexedDB = new IDBFactory();
  const first = device('d', after(0), { indexedDB });
  const { id } = await first.store.create('prompts', { name: 'Written before anything was read' });
  await expect(first.sync()).rejects.toThrow();
  expect(server.sync.author.read('u:ada', 'prompts', id)).not.toBeNull();
  first.close();
  const last = device('d', server.request, { indexedDB });
  await last.sync();
  expect(await idsOf(last, 'prompts')).toContain(id);
  expect(await last.db.outbox.count()).toBe(0);
  expect(await last.db.base.count()).toBe(0);
  expect(await idsOf(last, 'prompts')).toHaveLength(13);
});

test('a device with few records to read asks once', async () => {
  const small = createTestServer();
  let pulls = 0;
  const one = device('d', async (path, init) => {
    if (path === '/v1/sync/pull') pulls += 1;
    return small.request(path, init);
  });
  await one.sync();
  expect(pulls).toBe(1);
  await small.close();
});

test('a page asked for before rows came ahead puts no older ones over them', async () => {
  await server.close();
  server = createTestServer({ limits });
  await write('prompts', ['p']);
  const indexedDB = new IDBFactory();
  let release = () => {};
  const released = new Promise<void>((resolve) => (release = resolve));
  let asked = 0;
  const late = async (path: string, init?: RequestInit) => {
    const answer = await server.request(path, init);
    if (path === '/v1/sync/pull' && ++asked === 1) await released;
    return answer;
  };
  const one = device('d', late, { indexedDB });
  const round = one.sync();
  await vi.waitFor(() => expect(asked).toBe(1));

  await write(
    'prompts',
    Array.from({ length: 12 }, (_, nth) => `other-${nth}`)
  );
  const fields = { name: 'Renamed' };
  await server.writer.transact(() =>
    server.sync.author.write('u:ada', [{ collection: 'prompts', id: 'p', fields }])
  );
  const other = device('d', after(1), { indexedDB });
  await expect(other.sync()).rejects.toThrow();
  const nameOf = async () => (await one.rows('prompts')).find(({ id }) => id === 'p')?.name;
  expect(await nameOf()).toBe('Renamed');

  release();
  await round;
  expect(await idsOf(one, 'prompts')).toHaveLength(13);
  expect(await nameOf()).toBe('Renamed');
});
