import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  activePath,
  branchOf,
  leafAfterDelete,
  leavesOf,
  pathTo,
  plantTree,
  siblingsOf,
  type TreeMessage
} from '#shared/conversation-tree';

const row = (
  id: string,
  parentId: string | null,
  createdAt = 0,
  deletedAt: number | null = null
) => ({
  id,
  parentId,
  createdAt,
  deletedAt
});
const ids = (rows: readonly TreeMessage[]) => rows.map(({ id }) => id);

/** Any rows at all: parents that are missing, deleted, or in a circle. */
const rows = fc.uniqueArray(
  fc.record({
    id: fc.constantFrom(...'abcdefghij'),
    parentId: fc.option(fc.constantFrom(...'abcdefghijx')),
    createdAt: fc.nat(3),
    deletedAt: fc.option(fc.nat(9), { freq: 3 })
  }),
  { selector: ({ id }) => id }
);

test('every living message has one place, whatever came first and whatever is missing', () => {
  fc.assert(
    fc.property(rows, fc.infiniteStream(fc.nat()), (all, chance) => {
      const tree = plantTree(all);
      const mixed = [...all].sort(() => ((chance.next().value ?? 0) % 3) - 1);
      const again = plantTree(mixed);
      const living = all.filter(({ deletedAt }) => deletedAt === null);
      const reached = tree.childrenOf(null).flatMap(({ id }) => branchOf(tree, id));
      expect(ids(reached).sort()).toEqual(ids(living).sort());
      for (const { id } of living) {
        expect(pathTo(again, id)).toEqual(pathTo(tree, id));
        expect(siblingsOf(tree, id).items[siblingsOf(tree, id).at]?.id).toBe(id);
      }
    })
  );
});

test('the shown branch goes through the active message and ends at a leaf', () => {
  fc.assert(
    fc.property(rows, fc.option(fc.constantFrom(...'abcdefghijx')), (all, active) => {
      const tree = plantTree(all);
      const path = activePath(tree, active);
      const leaves = ids(leavesOf(tree));
      expect(path.length === 0).toBe(leaves.length === 0);
      if (path.length > 0) expect(leaves).toContain(path.at(-1)?.id);
      if (active !== null && tree.byId.has(active)) expect(ids(path)).toContain(active);
    })
  );
});

test('after a branch is deleted one looks at a message that is still there', () => {
  fc.assert(
    fc.property(
      rows,
      fc.constantFrom(...'abcdefghij'),
      fc.option(fc.constantFrom(...'abcdefghij')),
      (all, gone, active) => {
        const tree = plantTree(all);
        if (!tree.byId.has(gone)) return;
        const branch = new Set(ids(branchOf(tree, gone)));
        const left = all.map((one) => (branch.has(one.id) ? { ...one, deletedAt: 1 } : one));
        const leaf = leafAfterDelete(tree, gone, active);
        const path = activePath(plantTree(left), leaf);
        expect(ids(path).some((id) => branch.has(id))).toBe(false);
        if (leaf !== null && leaf !== active) expect(ids(path)).toContain(leaf);
      }
    )
  );
});

test('an edit is a sibling, and the newest branch is shown until one is chosen', () => {
  const tree = plantTree([
    row('q', null, 1),
    row('a1', 'q', 2),
    row('a2', 'q', 3),
    row('q2', 'a1', 4),
    row('b', 'q2', 5)
  ]);
  expect(ids(activePath(tree, null))).toEqual(['q', 'a2']);
  expect(ids(activePath(tree, 'a1'))).toEqual(['q', 'a1', 'q2', 'b']);
  expect(siblingsOf(tree, 'a2')).toMatchObject({ at: 1, items: [{ id: 'a1' }, { id: 'a2' }] });
  expect(leafAfterDelete(tree, 'a2', null)).toBe('a1');
  expect(leafAfterDelete(tree, 'q2', 'b')).toBe('a1');
});

test('what followed a deleted message follows what that one followed', () => {
  const tree = plantTree([row('q', null), row('a', 'q', 1, 9), row('b', 'a', 2)]);
  expect(ids(pathTo(tree, 'b'))).toEqual(['q', 'b']);
});

test('ten thousand messages are planted in a moment', () => {
  const many = Array.from({ length: 10_000 }, (_, at) =>
    row(`m${at}`, at ? `m${at - 1}` : null, at)
  );
  expect(activePath(plantTree(many), null)).toHaveLength(10_000);
});
