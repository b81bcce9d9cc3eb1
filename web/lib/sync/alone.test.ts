import { expect, test } from 'vitest';
import { aRecord } from '#shared/testing/factories';
import { createTestServer } from '../../../sync-server/testing/server';
import { createDevice } from '../testing/device';
import { poison } from '../testing/simulation/edits';

test('I13: one device alone makes no conflict, however its clock jumps', async () => {
  const server = createTestServer();
  const tenYears = 10 * 365 * 24 * 60 * 60 * 1000;
  let now = Date.now();
  const device = createDevice('d', server.request, { now: () => now });
  await device.store.create('prompts', aRecord('prompts', { id: 'p' }));
  for (let round = 0; round < 12; round++) {
    now += [tenYears, -tenYears, 1, -1][round % 4] ?? 0;
    await device.store.edit('prompts', 'p', { name: `${round}`, systemPrompt: `text ${round}` });
    if (round % 3 > 0) await device.sync();
  }
  await device.sync();
  expect((await device.rows('prompts'))[0]).toMatchObject({ name: '11', systemPrompt: 'text 11' });
  expect(await device.db.overruled.count()).toBe(0);
  expect(await device.rows('conflicts')).toEqual([]);
  expect(
    server.db.sql.prepare("select count(*) from revisions where status <> 'replaced'").pluck().get()
  ).toBe(0);
  device.close();
  await server.close();
});

test('I14: a poisoned change holds up nothing: the rest arrives in the same round', async () => {
  const server = createTestServer();
  const device = createDevice('d', server.request);
  await device.store.create('presets', aRecord('presets', { id: 'bad' }));
  await poison(device);
  await device.store.create('presets', aRecord('presets', { id: 'good' }));
  await device.sync();
  expect(await device.db.outbox.count()).toBe(0);
  expect((await device.db.quarantine.toArray()).map(({ key }) => key)).toEqual(['presets/bad']);
  expect(server.db.sql.prepare('select id from records').pluck().all()).toEqual(['good']);
  device.close();
  await server.close();
});
