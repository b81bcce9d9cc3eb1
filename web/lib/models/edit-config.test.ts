import { expect, test } from 'vitest';
import { createDevice } from '../testing/device';
import { editConfig } from './edit-config';
import { createPrompt } from '../prompts/prompts';

const noNetwork = () => Promise.reject(new TypeError('no network'));

test('changes of a slider that wait for the network are one change', async () => {
  const { store, close } = createDevice('ada', noNetwork);
  const { id } = await createPrompt(store);
  for (const temperature of [0.1, 0.2, 0.3])
    await editConfig(store, 'prompts', id, (before) => ({ ...before, temperature }));
  expect(await store.db.outbox.count()).toBe(1);
  expect((await store.db.prompts.get(id))?.modelConfig.temperature).toBe(0.3);
  close();
});

test('two changes at once both stand', async () => {
  const { store, close } = createDevice('ada', noNetwork);
  const { id } = await createPrompt(store);
  await Promise.all([
    editConfig(store, 'prompts', id, (before) => ({ ...before, temperature: 0.5 })),
    editConfig(store, 'prompts', id, (before) => ({ ...before, topP: 0.9 }))
  ]);
  const config = (await store.db.prompts.get(id))?.modelConfig;
  expect([config?.temperature, config?.topP]).toEqual([0.5, 0.9]);
  close();
});
