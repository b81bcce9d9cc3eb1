import { IDBFactory } from 'fake-indexeddb';
import { expect, test } from 'vitest';
import { syncedNames } from '#shared/collections';
import { aRecord } from '#shared/testing/factories';
import { syncTables } from '../data/db';
import { createTestServer } from '../../../sync-server/testing/server';
import { createDevice, type Device } from '../testing/device';
import { createDisk } from '../testing/simulation/disk';
import { copyStorage } from '../testing/simulation/storage';

/** Everything sync keeps, as text. */
async function contentOf({ db }: Device): Promise<string> {
  const tables = [...syncedNames, ...syncTables];
  const rows = await Promise.all(tables.map((name) => db.table(name).toArray()));
  return JSON.stringify(Object.fromEntries(tables.map((name, index) => [name, rows[index]])));
}

async function prepared(request: (path: string, init?: RequestInit) => Promise<Response>) {
  const indexedDB = new IDBFactory();
  const device = createDevice('d', request, { indexedDB });
  await device.store.create('prompts', aRecord('prompts', { id: 'p', name: 'Haiku' }));
  await device.sync();
  device.close();
  return indexedDB;
}

test.each(['quota', 'crash'] as const)(
  'I17: with a %s at any write of an edit, all of it is there or none of it',
  async (fault) => {
    const server = createTestServer();
    const storage = await prepared(server.request);
    for (let write = 1, failed = true; failed; write++) {
      const indexedDB = copyStorage(storage);
      const disk = createDisk();
      const device = createDevice('d', server.request, { indexedDB, attach: disk.attach });
      const before = await contentOf(device);
      disk.failAt(write, fault);
      const edit = device.store.group(async (tx) => {
        await tx.edit('prompts', 'p', { name: 'Sonnet' });
        await tx.create('presets', aRecord('presets'));
      });
      failed = await edit.then(
        () => false,
        () => true
      );
      device.close();
      const again = createDevice('d', server.request, { indexedDB });
      const after = await contentOf(again);
      if (failed) expect(after).toBe(before);
      else expect(await again.db.outbox.count()).toBe(2);
      again.close();
      expect(write).toBeLessThan(20);
    }
    await server.close();
  }
);

test.each(['quota', 'crash'] as const)(
  'I17: with a %s at any write of a round, nothing that waits is lost and the next round ends well',
  async (fault) => {
    for (let write = 1, failed = true; failed; write++) {
      const server = createTestServer();
      const indexedDB = await prepared(server.request);
      const disk = createDisk();
      const device = createDevice('d', server.request, { indexedDB, attach: disk.attach });
      await device.store.edit('prompts', 'p', { name: 'Sonnet' });
      await device.store.create('presets', aRecord('presets', { id: 's' }));
      const waiting = await device.db.outbox.count();
      disk.failAt(write, fault);
      failed = await device.sync().then(
        () => false,
        () => true
      );
      device.close();
      const again = createDevice('d', server.request, { indexedDB });
      // A page of acknowledgements settles all of them or none.
      expect([0, waiting]).toContain(await again.db.outbox.count());
      await again.sync();
      expect(await again.db.outbox.count()).toBe(0);
      expect((await again.rows('prompts')).map(({ name }) => name)).toEqual(['Sonnet']);
      again.close();
      await server.close();
      expect(write).toBeLessThan(30);
    }
  }
);
