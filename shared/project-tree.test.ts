import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mayMoveInto, parentsOf, projectsAbove, projectsIn, projectTree } from './project-tree.ts';

const project = (id: string, parentId: string | null = null, position = id) => ({
  id,
  parentId,
  position
});
const shown = (projects: ReturnType<typeof project>[]) =>
  projectTree(projects).map(({ project: { id }, depth }) => `${'-'.repeat(depth)}${id}`);

const ids = ['a', 'b', 'c', 'd', 'e', 'f'];
const anyProjects = fc
  .array(fc.option(fc.constantFrom(...ids, 'gone')), {
    minLength: ids.length,
    maxLength: ids.length
  })
  .map((parents) => ids.map((id, index) => project(id, parents[index] ?? null)));

describe('nested projects', () => {
  it('stand in their order, each before what is in it', () => {
    expect(
      shown([
        project('c'),
        project('b', 'a', '1'),
        project('a'),
        project('d', 'a', '0'),
        project('e', 'd')
      ])
    ).toEqual(['a', '-d', '--e', '-b', 'c']);
  });

  it('of a parent that is gone stand in none', () => {
    expect(shown([project('a', 'gone')])).toEqual(['a']);
  });

  it('that two devices put into each other are read with the smallest id outside', () => {
    expect(shown([project('b', 'a'), project('a', 'b'), project('c', 'a')])).toEqual([
      'a',
      '-b',
      '-c'
    ]);
    expect(shown([project('a', 'a')])).toEqual(['a']);
  });

  it('are all shown once, whatever the parents say and in whatever order they come', () => {
    fc.assert(
      fc.property(anyProjects, fc.infiniteStream(fc.nat()), (projects, numbers) => {
        const nodes = projectTree(projects);
        expect(nodes.map(({ project: { id } }) => id).sort()).toEqual(ids);
        const shuffled = projects
          .map((one) => ({ one, at: numbers.next().value ?? 0 }))
          .sort((a, b) => a.at - b.at)
          .map(({ one }) => one);
        expect(projectTree(shuffled)).toEqual(nodes);
        // A parent that makes no circle is kept.
        const parents = parentsOf(projects);
        for (const { id, parentId } of projects)
          if (parents.get(id) === null && parentId !== null && parentId !== 'gone')
            expect(projectsIn(id, parents).has(parentId)).toBe(true);
      })
    );
  });

  it('may not be put into themselves or what is in them, and then no circle comes about', () => {
    fc.assert(
      fc.property(
        anyProjects,
        fc.constantFrom(...ids),
        fc.constantFrom(...ids),
        (projects, id, to) => {
          const parents = parentsOf(projects);
          const clean = projects.map((one) => ({ ...one, parentId: parents.get(one.id) ?? null }));
          if (!mayMoveInto(id, to, parents)) return;
          const moved = clean.map((one) => (one.id === id ? { ...one, parentId: to } : one));
          expect(parentsOf(moved).get(id)).toBe(to);
        }
      )
    );
  });

  it('know what stands above them', () => {
    const all = [project('a'), project('b', 'a'), project('c', 'b')];
    expect(projectsAbove('c', all).map(({ id }) => id)).toEqual(['c', 'b', 'a']);
    expect(projectsAbove(null, all)).toEqual([]);
  });
});
