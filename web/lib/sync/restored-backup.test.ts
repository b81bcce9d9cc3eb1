import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { aRecord } from '#shared/testing/factories';
import { seeded } from '#shared/testing/seeded';
import { makeBackup } from '../../../sync-server/backups/make-backup';
import { restoreBackup } from '../../../sync-server/backups/restore-backup';
import { createTestServer } from '../../../sync-server/testing/server';
import { createMachine } from '../testing/simulation/machine';
import { calm } from '../testing/simulation/network';

test('R15: after an old backup is restored, devices bring back what they have made since, once', async () => {
  const root = mkdtempSync(join(tmpdir(), 'playground-restored-'));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  const folder = join(root, 'data');
  let server = createTestServer({ folder });
  const seed = seeded(1);
  const machines = await Promise.all(
    [0, 1, 2].map((index) =>
      createMachine({
        name: `d${index}`,
        seed,
        seedNumber: index,
        now: Date.now,
        request: (path, init) => server.request(path, init)
      })
    )
  );
  const devices = machines.map(({ tabs, network }) => {
    network.set(calm);
    const device = tabs[0]?.device;
    if (!device) throw new Error('no tab is open');
    return device;
  });
  const round = async () => {
    for (const device of devices) await device.sync();
  };
  const create = (at: number, name: string) =>
    devices[at]?.store.create('presets', aRecord('presets', { id: name, name }));

  for (const at of [0, 1, 2]) await create(at, `early-${at}`);
  await round();
  await round();
  const { path } = await makeBackup({ dataFolder: folder, kind: 'manual', at: Date.now() });
  const epoch = server.sync.epoch.current();
  for (const at of [0, 1, 2]) await create(at, `later-${at}`);
  await devices[0]?.store.edit('presets', 'early-1', { name: 'edited later' });
  await round();
  await round();
  await create(2, 'never-sent');

  await server.close();
  restoreBackup({ dataFolder: folder, path, at: Date.now() });
  server = createTestServer({ folder });
  expect(server.sync.epoch.current()).not.toBe(epoch);
  expect(server.db.sql.prepare('select count(*) from records').pluck().get()).toBe(3);
  for (let count = 0; count < 4; count++) await round();

  const everything = [
    'early-0',
    'early-2',
    'edited later',
    'later-0',
    'later-1',
    'later-2',
    'never-sent'
  ];
  const stored = server.db.sql.prepare("select body ->> '$.name' from records").pluck().all();
  expect((stored as string[]).sort()).toEqual(everything);
  for (const device of devices) {
    expect((await device.rows('presets')).map(({ name }) => name).sort()).toEqual(everything);
    expect(await device.db.outbox.count()).toBe(0);
    device.close();
  }
  await server.close();
}, 120_000);
