import type { Project } from '#shared/collections';
import { byPosition } from '#shared/positions';

type Placed = Pick<Project, 'id' | 'parentId' | 'position'>;

export interface ProjectNode<P> {
  project: P;
  /** 0 for one that is in no other. */
  depth: number;
  /** The project it stands in, as it is read. */
  parentId: string | null;
}

/**
 * The project each one stands in, as it is read. Who is not there is nobody's parent. Two devices may
 * put A into B and B into A without knowing of each other; then, everywhere, the one of the circle with
 * the smallest id stands in no project, and the rest of the circle in it.
 */
export function parentsOf(projects: readonly Placed[]): Map<string, string | null> {
  const given = new Map(projects.map(({ id, parentId }) => [id, parentId]));
  const parents = new Map<string, string | null>();
  for (const [id, parentId] of given)
    parents.set(id, parentId !== null && given.has(parentId) ? parentId : null);
  const settled = new Set<string>();
  for (const start of given.keys()) {
    const path: string[] = [];
    const onPath = new Set<string>();
    let at: string | null = start;
    while (at !== null && !settled.has(at) && !onPath.has(at)) {
      path.push(at);
      onPath.add(at);
      at = parents.get(at) ?? null;
    }
    if (at !== null && onPath.has(at)) {
      const circle = path.slice(path.indexOf(at));
      const first = circle.reduce((a, b) => (a < b ? a : b));
      parents.set(first, null);
    }
    for (const id of path) settled.add(id);
  }
  return parents;
}

/** All projects in the order they are shown, each before those in it. */
export function projectTree<P extends Placed>(projects: readonly P[]): ProjectNode<P>[] {
  const parents = parentsOf(projects);
  const children = new Map<string | null, P[]>();
  for (const project of [...projects].sort(byPosition)) {
    const parentId = parents.get(project.id) ?? null;
    children.set(parentId, [...(children.get(parentId) ?? []), project]);
  }
  const nodes: ProjectNode<P>[] = [];
  const waiting: ProjectNode<P>[] = [];
  const expect = (parentId: string | null, depth: number) => {
    const inside = children.get(parentId) ?? [];
    for (const project of inside.toReversed()) waiting.push({ project, depth, parentId });
  };
  expect(null, 0);
  for (let node = waiting.pop(); node; node = waiting.pop()) {
    nodes.push(node);
    expect(node.project.id, node.depth + 1);
  }
  return nodes;
}

/** A project and all that are in it, at any depth. */
export function projectsIn(id: string, parents: ReadonlyMap<string, string | null>): Set<string> {
  const found = new Set([id]);
  let size = 0;
  while (size !== found.size) {
    size = found.size;
    for (const [child, parentId] of parents)
      if (parentId !== null && found.has(parentId)) found.add(child);
  }
  return found;
}

/** Whether a project may be put there: not into itself, and not into what is in it. */
export function mayMoveInto(
  id: string,
  parentId: string | null,
  parents: ReadonlyMap<string, string | null>
): boolean {
  return parentId === null || !projectsIn(id, parents).has(parentId);
}

/** The projects above one, the nearest first, beginning with itself. */
export function projectsAbove<P extends Placed>(id: string | null, projects: readonly P[]): P[] {
  const parents = parentsOf(projects);
  const byId = new Map(projects.map((project) => [project.id, project]));
  const above: P[] = [];
  for (let at = id; at !== null; at = parents.get(at) ?? null) {
    const project = byId.get(at);
    if (!project) break;
    above.push(project);
  }
  return above;
}
