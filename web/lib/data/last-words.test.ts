import { expect, test } from 'vitest';
import { someStorage } from '$lib/testing/storage';
import { createDevice } from '../testing/device';
import { createLastWords } from './last-words';

const noNetwork = () => Promise.reject(new TypeError('no network'));

test('what was typed as the page went away is there at the next start', async () => {
  let time = 1000;
  const storage = someStorage();
  const deps = { storage, key: 'last-words:ada', now: () => time };
  const device = createDevice('ada', noNetwork, { now: () => time });
  const { id } = await device.store.create('prompts', { systemPrompt: 'Be' });
  time = 2000;
  const leaving = createLastWords(deps);
  leaving.offer(() => [{ collection: 'prompts', id, change: { systemPrompt: 'Be brief' } }]);
  leaving.write();
  await createLastWords(deps).restore(device.store);
  expect((await device.rows('prompts'))[0]?.systemPrompt).toBe('Be brief');
  expect(storage.getItem('last-words:ada')).toBeNull();
  device.close();
});

test('what was saved later is the newer word, and the older one is kept beside it', async () => {
  let time = 1000;
  const storage = someStorage();
  const device = createDevice('ada', noNetwork, { now: () => time });
  const { id } = await device.store.create('prompts', { systemPrompt: 'Be' });
  const leaving = createLastWords({ storage, key: 'k', now: () => time });
  leaving.offer(() => [{ collection: 'prompts', id, change: { systemPrompt: 'Be brief' } }]);
  leaving.write();
  time = 2000;
  await device.store.edit('prompts', id, { systemPrompt: 'Be kind' });
  await leaving.restore(device.store);
  expect((await device.rows('prompts'))[0]?.systemPrompt).toBe('Be kind');
  expect(await device.store.db.overruled.toArray()).toMatchObject([
    { key: `prompts/${id}`, set: { systemPrompt: { v: 'Be brief' } } }
  ]);
  device.close();
});

test('a change of another field does not make a typed one older', async () => {
  let time = 1000;
  const storage = someStorage();
  const device = createDevice('ada', noNetwork, { now: () => time });
  const { id } = await device.store.create('prompts', { systemPrompt: 'Be' });
  const leaving = createLastWords({ storage, key: 'k', now: () => time });
  leaving.offer(() => [{ collection: 'prompts', id, change: { systemPrompt: 'Be brief' } }]);
  leaving.write();
  time = 2000;
  await device.store.edit('prompts', id, { name: 'Ada' });
  await leaving.restore(device.store);
  expect((await device.rows('prompts'))[0]).toMatchObject({
    name: 'Ada',
    systemPrompt: 'Be brief'
  });
  device.close();
});

test('a record that was never made is made, once', async () => {
  const storage = someStorage();
  const deps = { storage, key: 'k', now: () => 5000 };
  const device = createDevice('ada', noNetwork, { now: () => 1000 });
  const leaving = createLastWords(deps);
  leaving.offer(() => [
    { collection: 'prompts', id: 'p1', change: { kind: 'text', systemPrompt: 'Hi' }, isNew: true }
  ]);
  leaving.write();
  await createLastWords(deps).restore(device.store);
  leaving.write();
  await createLastWords(deps).restore(device.store);
  expect(await device.rows('prompts')).toMatchObject([{ id: 'p1', systemPrompt: 'Hi' }]);
  device.close();
});

test('text and the place of its run come back together, or not at all', async () => {
  const storage = someStorage();
  const deps = { storage, key: 'k', now: () => 5000 };
  const device = createDevice('ada', noNetwork, { now: () => 1000 });
  const { db } = device.store;
  for (const run of ['still-live', 'ended']) {
    const { id } = await device.store.create('prompts', { systemPrompt: 'A', kind: 'text' });
    const place = { promptId: id, runId: 'r', request: {}, at: 1, consumed: 0, createdAt: 1 };
    await db.placements.put({ ...place, idempotencyKey: 'still-live' });
    const leaving = createLastWords(deps);
    leaving.offer(() => [
      {
        collection: 'prompts',
        id,
        change: { systemPrompt: 'A bc' },
        placement: { promptId: id, idempotencyKey: run, at: 4, consumed: 3 }
      }
    ]);
    leaving.write();
    await createLastWords(deps).restore(device.store);
    const text = (await db.prompts.get(id))?.systemPrompt;
    const { at, consumed, runId } = (await db.placements.get(id)) ?? {};
    expect({ text, at, consumed, runId }).toEqual(
      run === 'still-live'
        ? { text: 'A bc', at: 4, consumed: 3, runId: 'r' }
        : { text: 'A', at: 1, consumed: 0, runId: 'r' }
    );
  }
  device.close();
});

test('what has been saved after all is not written down any longer', () => {
  const storage = someStorage();
  const words = createLastWords({ storage, key: 'k', now: () => 1000 });
  let pending = [{ collection: 'prompts' as const, id: 'p1', change: { name: 'Ada' } }];
  words.offer(() => pending);
  words.write();
  expect(storage.getItem('k')).not.toBeNull();
  pending = [];
  words.write();
  expect(storage.getItem('k')).toBeNull();
});

test('nothing pending and torn words do no harm', async () => {
  const storage = someStorage();
  const device = createDevice('ada', noNetwork);
  const words = createLastWords({ storage, key: 'k', now: Date.now });
  words.write();
  expect(storage.getItem('k')).toBeNull();
  storage.setItem('k', '[{"coll');
  await words.restore(device.store);
  expect(storage.getItem('k')).toBeNull();
  device.close();
});

test('what is taken elsewhere is not written down any more', () => {
  const storage = someStorage();
  const words = createLastWords({ storage, key: 'k', now: () => 1000 });
  words.offer(() => [{ collection: 'prompts', id: 'p1', change: { name: 'Ada' } }]);
  expect(words.take()).toMatchObject([{ id: 'p1', change: { name: 'Ada' } }]);
  storage.removeItem('k');
  words.write();
  expect(storage.getItem('k')).toBeNull();
});
