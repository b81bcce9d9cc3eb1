import { expect, test } from 'vitest';
import { createDevice } from '../testing/device';
import { createLastWords } from './last-words';

function aStorage() {
  const items = new Map<string, string>();
  return {
    getItem: (key: string) => items.get(key) ?? null,
    setItem: (key: string, value: string) => void items.set(key, value),
    removeItem: (key: string) => void items.delete(key)
  };
}

const noNetwork = () => Promise.reject(new TypeError('no network'));

test('what was typed as the page went away is there at the next start', async () => {
  let time = 1000;
  const storage = aStorage();
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

test('what was saved later is the newer word', async () => {
  let time = 1000;
  const storage = aStorage();
  const device = createDevice('ada', noNetwork, { now: () => time });
  const { id } = await device.store.create('prompts', { systemPrompt: 'Be' });
  const leaving = createLastWords({ storage, key: 'k', now: () => time });
  leaving.offer(() => [{ collection: 'prompts', id, change: { systemPrompt: 'Be brief' } }]);
  leaving.write();
  time = 2000;
  await device.store.edit('prompts', id, { systemPrompt: 'Be kind' });
  await leaving.restore(device.store);
  expect((await device.rows('prompts'))[0]?.systemPrompt).toBe('Be kind');
  device.close();
});

test('nothing pending and torn words do no harm', async () => {
  const storage = aStorage();
  const device = createDevice('ada', noNetwork);
  const words = createLastWords({ storage, key: 'k', now: Date.now });
  words.write();
  expect(storage.getItem('k')).toBeNull();
  storage.setItem('k', '[{"coll');
  await words.restore(device.store);
  expect(storage.getItem('k')).toBeNull();
  device.close();
});
