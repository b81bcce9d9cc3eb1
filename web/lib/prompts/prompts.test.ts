import { expect, test } from 'vitest';
import { openStore } from '$lib/presets/testing/open-store';
import { createProject, deleteProject, listProjects, restoreProject } from './projects';
import { makePrompt, newPromptRecords } from './prompt-records';
import {
  createPrompt,
  deletePrompt,
  duplicatePrompt,
  movePrompt,
  rememberModel,
  renamePrompt,
  startingConfig
} from './prompts';
import { listTrash, purge, restore } from './trash';

type Store = ReturnType<typeof openStore>;

/** Names of what lives, and of what lies in the trash. */
async function state(store: Store) {
  const rows = [...(await store.db.projects.toArray()), ...(await store.db.prompts.toArray())];
  const named = (living: boolean) =>
    rows
      .filter(({ deletedAt }) => (deletedAt === null) === living)
      .map(({ name }) => name)
      .sort();
  return { living: named(true), deleted: named(false) };
}

test('a first prompt begins on the sample model, the next on the model chosen last', async () => {
  const store = openStore();
  expect((await createPrompt(store)).modelConfig).toEqual({ model: 'sample/sample' });
  await rememberModel(store, 'local/llama3');
  const { kind, modelConfig } = await createPrompt(store, { name: 'Next' });
  expect({ kind, modelConfig }).toEqual({ kind: 'text', modelConfig: { model: 'local/llama3' } });
});

test('a prompt begins with the parameters of its project', async () => {
  const store = openStore();
  const project = await createProject(store, 'Recipes');
  await store.edit('projects', project.id, { defaultConfig: { model: 'a/b', temperature: 0.2 } });
  expect(await startingConfig(store, project.id)).toEqual({ model: 'a/b', temperature: 0.2 });
});

test('a prompt is renamed and moved, and moving is undone', async () => {
  const store = openStore();
  const project = await createProject(store, 'Recipes');
  const { id } = await createPrompt(store, { name: 'Draft' });
  await renamePrompt(store, id, ' Pasta ');
  const undo = await movePrompt(store, id, project.id);
  expect(await store.db.prompts.get(id)).toMatchObject({ name: 'Pasta', projectId: project.id });
  await undo();
  expect((await store.db.prompts.get(id))?.projectId).toBeNull();
});

test('a copy has the same text and settings and nothing of the original’s history', async () => {
  const store = openStore();
  const text = { content: 'Write. Done.', spans: [{ from: 7, to: 12, runId: 'run' }] };
  const modelConfig = { model: 'a/b', stopSequences: ['###'] };
  const original = await createPrompt(store, { name: 'Pasta', text, modelConfig, tags: ['food'] });
  const copy = await duplicatePrompt(store, original.id);
  expect(copy).toMatchObject({
    name: 'Pasta (copy)',
    text: { content: 'Write. Done.', spans: [{ from: 7, to: 12, runId: null }] },
    modelConfig,
    tags: ['food'],
    latestVersionId: null
  });
  expect(copy?.id).not.toBe(original.id);
});

test('new projects come first', async () => {
  const store = openStore();
  for (const name of ['One', 'Two', 'Three']) await createProject(store, name);
  expect((await listProjects(store.db)).map(({ name }) => name)).toEqual(['Three', 'Two', 'One']);
});

test('a project goes to the trash with all inside, and undo brings back exactly that', async () => {
  const store = openStore();
  const recipes = await createProject(store, 'Recipes');
  const inner = await createProject(store, 'Cakes');
  await store.edit('projects', inner.id, { parentId: recipes.id });
  const old = await createPrompt(store, { name: 'Thrown away before', projectId: recipes.id });
  await createPrompt(store, { name: 'Pasta', projectId: recipes.id });
  await createPrompt(store, { name: 'Sponge', projectId: inner.id });
  await createPrompt(store, { name: 'Elsewhere' });
  await deletePrompt(store, old.id);
  store.wait(1000);

  const undo = await deleteProject(store, recipes.id);
  expect(await state(store)).toEqual({
    living: ['Elsewhere'],
    deleted: ['Cakes', 'Pasta', 'Recipes', 'Sponge', 'Thrown away before']
  });
  await undo();
  expect((await state(store)).deleted).toEqual(['Thrown away before']);

  await deleteProject(store, recipes.id);
  await restoreProject(store, recipes.id);
  expect((await state(store)).deleted).toEqual(['Thrown away before']);
});

test('the trash shows a project as one thing, and gives everything back', async () => {
  const store = openStore();
  const recipes = await createProject(store, 'Recipes');
  await createPrompt(store, { name: 'Pasta', projectId: recipes.id });
  const alone = await createPrompt(store, { name: 'Alone', projectId: recipes.id });
  const preset = await store.create('presets', { name: 'Chef', content: 'Be brief.' });
  await deletePrompt(store, alone.id);
  store.wait(1000);
  await deleteProject(store, recipes.id);
  store.wait(1000);
  await store.edit('presets', preset.id, { deletedAt: store.now() });

  const trash = await listTrash(store.db);
  expect(trash.map(({ kind, title, detail }) => [kind, title, detail])).toEqual([
    ['preset', 'Chef', 'Be brief.'],
    ['project', 'Recipes', '1 prompt inside'],
    ['prompt', 'Alone', '']
  ]);
  for (const item of trash) await restore(store, item);
  expect(await listTrash(store.db)).toEqual([]);
  expect((await state(store)).living).toEqual(['Alone', 'Pasta', 'Recipes']);
});

test('two projects that hold each other are still deleted and restored', async () => {
  const store = openStore();
  const a = await createProject(store, 'A');
  const b = await createProject(store, 'B');
  await store.edit('projects', a.id, { parentId: b.id });
  await store.edit('projects', b.id, { parentId: a.id });
  const undo = await deleteProject(store, a.id);
  expect((await state(store)).deleted).toEqual(['A', 'B']);
  await undo();
  expect((await state(store)).living).toEqual(['A', 'B']);
});

test('a copy of a prompt of messages has the messages that live, and deleting for ever takes them along', async () => {
  const store = openStore();
  const records = await newPromptRecords(store, null);
  await makePrompt(store, records);
  const { id } = records.prompt;
  const [first] = await store.db.promptMessages.toArray();
  await store.edit('promptMessages', first!.id, { text: 'Hello' });
  const gone = { promptId: id, role: 'user' as const, text: 'gone', position: 'a9' };
  const { id: goneId } = await store.create('promptMessages', gone);
  await store.edit('promptMessages', goneId, { deletedAt: store.now() });
  const copy = await duplicatePrompt(store, id);
  const of = async (promptId: string) =>
    (await store.db.promptMessages.where({ promptId }).toArray()).map(({ text }) => text);
  expect(await of(copy!.id)).toEqual(['Hello']);
  await deletePrompt(store, id);
  await purge(store, { kind: 'prompt', id });
  expect(await store.db.prompts.get(id)).toBeUndefined();
  expect(await of(id)).toEqual([]);
  expect(await of(copy!.id)).toEqual(['Hello']);
});
