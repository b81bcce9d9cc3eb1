import { expect, test } from 'vitest';
import { aRecord } from '#shared/testing/factories';
import { seeded } from '#shared/testing/seeded';
import { createTestServer } from '../../../sync-server/testing/server';
import { createMachine, type Machine } from '../testing/simulation/machine';
import { calm } from '../testing/simulation/network';

type Request = (path: string, init?: RequestInit) => Promise<Response>;

async function machineOn(request: Request, name = 'd0'): Promise<Machine> {
  const seed = seeded(1);
  const machine = await createMachine({ name, request, seed, seedNumber: 1, now: Date.now });
  machine.network.set(calm);
  return machine;
}

function deviceOf({ tabs }: Machine) {
  const device = tabs[0]?.device;
  if (!device) throw new Error('no tab is open');
  return device;
}

test('I4, I14: what waits in a copied database is counted once, and waits in neither copy', async () => {
  const server = createTestServer();
  const original = await machineOn(server.request);
  await deviceOf(original).store.create('presets', aRecord('presets', { id: 'p', name: 'Calm' }));
  const copy = original.clone('d1');
  copy.network.set(calm);
  await deviceOf(copy).store.edit('presets', 'p', { name: 'Wild' });
  await deviceOf(original).store.create('presets', aRecord('presets', { name: 'Another' }));
  for (const machine of [original, copy, original, copy, original, copy])
    await deviceOf(machine).sync();
  for (const machine of [original, copy]) {
    expect(await deviceOf(machine).db.outbox.count()).toBe(0);
    expect((await deviceOf(machine).rows('presets')).map(({ name }) => name).sort()).toEqual([
      'Another',
      'Wild'
    ]);
    deviceOf(machine).close();
  }
  await server.close();
});

test('I3, I10: a device whose last commits were lost reads them from the server again', async () => {
  const server = createTestServer();
  const machine = await machineOn(server.request);
  await deviceOf(machine).store.create('presets', aRecord('presets', { id: 'a', name: 'First' }));
  machine.flush();
  await deviceOf(machine).store.edit('presets', 'a', { name: 'Second' });
  await deviceOf(machine).sync();
  await machine.cutPower();
  expect((await deviceOf(machine).rows('presets')).map(({ name }) => name)).toEqual(['First']);
  await deviceOf(machine).sync();
  await deviceOf(machine).sync();
  // Both are changes of a record neither knew of; which stands is the merge's to say, and all agree.
  const stored = server.db.sql.prepare("select body ->> '$.name' from records").pluck().all();
  expect(stored).toHaveLength(1);
  expect((await deviceOf(machine).rows('presets')).map(({ name }) => name)).toEqual(stored);
  expect(await deviceOf(machine).db.outbox.count()).toBe(0);
  deviceOf(machine).close();
  await server.close();
});

test('I18: two tabs that talk at once send nothing twice and lose nothing', async () => {
  const server = createTestServer();
  const machine = await machineOn(server.request);
  const one = deviceOf(machine);
  const { device: two } = machine.openTab();
  for (let i = 0; i < 10; i++)
    await one.store.create('presets', aRecord('presets', { id: `p${i}` }));
  await Promise.all([one.sync(), two.sync(), one.sync(), two.sync()]);
  await two.sync();
  expect(await one.db.outbox.count()).toBe(0);
  expect(await two.rows('presets')).toHaveLength(10);
  const applied = server.db.sql.prepare('select count(*) from applied').pluck().get();
  expect(applied).toBe(10);
  one.close();
  two.close();
  await server.close();
});

test('I8: a page that comes late, after a later one, is not taken in', async () => {
  const server = createTestServer();
  const machine = await machineOn(server.request);
  const device = deviceOf(machine);
  await device.store.create('presets', aRecord('presets', { id: 'p', name: 'One' }));
  await device.sync();
  const before = await device.replica.cursor('u:ada');
  const writer = await machineOn(server.request, 'd1');
  await deviceOf(writer).sync();
  await deviceOf(writer).store.edit('presets', 'p', { name: 'Two' });
  await deviceOf(writer).sync();
  machine.network.set({ ...calm, delayed: 1 });
  const slowTab = machine.openTab();
  const slow = slowTab.device;
  await machine.sync(slowTab);
  machine.network.set(calm);
  await deviceOf(writer).store.edit('presets', 'p', { name: 'Three' });
  await deviceOf(writer).sync();
  await device.sync();
  const after = await device.replica.cursor('u:ada');
  while (machine.network.deliver());
  await Promise.all(machine.rounds);
  expect(after.seq).toBeGreaterThan(before.seq);
  expect((await device.replica.cursor('u:ada')).seq).toBeGreaterThanOrEqual(after.seq);
  expect((await slow.rows('presets')).map(({ name }) => name)).toEqual(['Three']);
  for (const { tabs } of [machine, writer]) for (const tab of tabs) tab.device.close();
  await server.close();
});
