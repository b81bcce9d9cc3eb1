import { expect, test } from 'vitest';
import {
  createPreset,
  deletePreset,
  getPreset,
  importPresets,
  listPresets,
  renamePreset,
  updatePreset
} from './presets';
import { openStore } from './testing/open-store';

const recipe = { name: 'Recipe writer', content: null, modelConfig: { temperature: 0.7 } };
const names = async (store: ReturnType<typeof openStore>) =>
  (await listPresets(store.db)).map(({ name }) => name);

test('presets are listed by name, in the order people expect', async () => {
  const store = openStore();
  for (const name of ['Preset 10', 'apples', 'Preset 9'])
    await createPreset(store, { ...recipe, name });
  expect(await names(store)).toEqual(['apples', 'Preset 9', 'Preset 10']);
});

test('a preset is renamed, and never left without a name', async () => {
  const store = openStore();
  const { id } = await createPreset(store, recipe);
  await renamePreset(store, id, '  Chef ');
  expect(await names(store)).toEqual(['Chef']);
  await renamePreset(store, id, ' ');
  expect(await names(store)).toEqual(['Untitled preset']);
});

test('an updated preset has the new parameters alone, and undo brings the old ones back', async () => {
  const store = openStore();
  const { id } = await createPreset(store, { ...recipe, content: 'Write a recipe.' });
  const undo = await updatePreset(store, id, { modelConfig: { topP: 0.9, seed: null } });
  expect((await getPreset(store.db, id))?.modelConfig).toEqual({ topP: 0.9, seed: null });
  await undo();
  const { modelConfig, content } = (await getPreset(store.db, id)) ?? {};
  expect({ modelConfig, content }).toEqual({
    modelConfig: { temperature: 0.7 },
    content: 'Write a recipe.'
  });
});

test('a deleted preset comes back by undo', async () => {
  const store = openStore();
  const { id } = await createPreset(store, recipe);
  const undo = await deletePreset(store, id);
  expect(await names(store)).toEqual([]);
  await undo();
  expect(await names(store)).toEqual(['Recipe writer']);
});

test('an import is taken back as a whole', async () => {
  const store = openStore();
  await createPreset(store, recipe);
  const undo = await importPresets(store, [
    { ...recipe, name: 'One' },
    { ...recipe, name: 'Two' }
  ]);
  expect(await names(store)).toEqual(['One', 'Recipe writer', 'Two']);
  await undo();
  expect(await names(store)).toEqual(['Recipe writer']);
});
