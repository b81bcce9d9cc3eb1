import { expect, test } from 'vitest';
import { openStore } from '$lib/presets/testing/open-store';
import { favouritePrompts, movePrompts, placePrompts, tagPrompts, trashPrompts } from './bulk';
import { createProject, listProjects, moveProject } from './projects';
import { createPrompt } from './prompts';

async function three() {
  const store = openStore();
  const ids: string[] = [];
  for (const name of ['a', 'b', 'c'])
    ids.push((await createPrompt(store, { name, tags: [name] })).id);
  const all = async () => (await store.db.prompts.bulkGet(ids)).map((row) => row!);
  return { store, ids, all };
}

test('many prompts are moved, tagged, starred and thrown away with one undo each', async () => {
  const { store, ids, all } = await three();
  const before = (await all()).map(({ projectId, tags, favourite, deletedAt }) => ({
    projectId,
    tags,
    favourite,
    deletedAt
  }));
  const project = await createProject(store, 'P');
  const undos = [
    await movePrompts(store, ids, project.id),
    await tagPrompts(store, ids, { add: ['new'], remove: ['a'] }),
    await favouritePrompts(store, ids, true),
    await trashPrompts(store, ids)
  ];
  expect(undos.map(({ count }) => count)).toEqual([3, 3, 3, 3]);
  expect((await all()).map(({ tags }) => tags.toSorted())).toEqual([
    ['new'],
    ['b', 'new'],
    ['c', 'new']
  ]);
  expect(
    (await all()).every((row) => row.projectId === project.id && row.favourite && row.deletedAt)
  ).toBe(true);
  const groups = (await store.db.outbox.toArray()).map(({ grp }) => grp).filter(Boolean);
  expect(groups.length).toBeGreaterThan(0);
  for (const { undo } of undos.reverse()) await undo();
  expect(
    (await all()).map(({ projectId, tags, favourite, deletedAt }) => ({
      projectId,
      tags,
      favourite,
      deletedAt
    }))
  ).toEqual(before);
});

test('prompts are ordered by hand, also those that never had a place', async () => {
  const { store, ids, all } = await three();
  const [a = '', b = '', c = ''] = ids;
  const order = async () =>
    (await all()).toSorted((x, y) => (x.position < y.position ? -1 : 1)).map(({ name }) => name);
  await placePrompts(store, [c], { projectId: null, before: a }, await all());
  expect(await order()).toEqual(['c', 'a', 'b']);
  const shown = (await all()).toSorted((x, y) => (x.position < y.position ? -1 : 1));
  const { count } = await placePrompts(store, [c], { projectId: null, before: b }, shown);
  expect(count).toBe(1);
  expect(await order()).toEqual(['a', 'c', 'b']);
  const { undo } = await placePrompts(
    store,
    [a, c],
    { projectId: null, before: null },
    await all()
  );
  expect(await order()).toEqual(['b', 'a', 'c']);
  await undo();
  expect(await order()).toEqual(['a', 'c', 'b']);
});

test('a project is put into another, never into what is in it', async () => {
  const store = openStore();
  const outer = await createProject(store, 'Outer');
  const inner = await createProject(store, 'Inner', outer.id);
  await expect(moveProject(store, outer.id, inner.id)).rejects.toMatchObject({ code: 'CONFLICT' });
  const undo = await moveProject(store, inner.id, null);
  expect((await listProjects(store.db)).map(({ parentId }) => parentId)).toEqual([null, null]);
  await undo();
  expect((await store.db.projects.get(inner.id))?.parentId).toBe(outer.id);
});
