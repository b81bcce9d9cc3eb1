import { expect, test } from 'vitest';
import { createDevice } from '$lib/testing/device';
import { createTestServer } from '../../../sync-server/testing/server';
import { aRecord } from '#shared/testing/factories';

const subject = { kind: 'prompt' as const, id: 'p' };

test('snapshots are numbered per subject as the server hears of them, and say who made them', async () => {
  const server = createTestServer();
  const phone = createDevice('phone', (path, init) => server.request(path, init));
  const laptop = createDevice('laptop', (path, init) => server.request(path, init));
  for (const title of ['first', 'second'])
    await phone.store.create('snapshots', aRecord('snapshots', { title, subject }));
  const other = { kind: 'run' as const, id: 'p' };
  await phone.store.create('snapshots', aRecord('snapshots', { title: 'run', subject: other }));
  await laptop.store.create('snapshots', aRecord('snapshots', { title: 'third', subject }));
  expect((await laptop.rows('snapshots'))[0]).toMatchObject({ number: 0, createdBy: '' });

  await phone.sync();
  await laptop.sync();
  await phone.sync();
  const found = (await phone.rows('snapshots')).map(({ title, number }) => [title, number]);
  expect(found.sort()).toEqual([
    ['first', 1],
    ['run', 1],
    ['second', 2],
    ['third', 3]
  ]);
  expect((await phone.rows('snapshots')).every(({ createdBy }) => createdBy === 'ada')).toBe(true);
  expect(await phone.db.quarantine.count()).toBe(0);

  const [one] = await phone.rows('snapshots');
  const id = one?.id ?? '';
  await phone.store.edit('snapshots', id, { note: 'Kept', tags: ['good'] });
  await phone.sync();
  await laptop.sync();
  expect(await laptop.db.snapshots.get(id)).toMatchObject({ note: 'Kept', tags: ['good'] });
  await expect(phone.store.edit('snapshots', id, { title: 'Other' })).rejects.toThrow('IMMUTABLE');
  await server.close();
});
