import type { Project } from '#shared/collections';
import { once } from '#shared/once';
import { byPosition } from '#shared/positions';
import { projectTree } from '#shared/project-tree';
import { fold, type PromptHead } from './prompt-head';

export type ListedProject = Pick<Project, 'id' | 'name' | 'parentId' | 'position'>;

/** One line of the list: the name of a project, or a prompt under it. */
export type ListRow =
  | {
      kind: 'project';
      key: string;
      /** `null` heads the prompts that are in no project. */
      project: ListedProject | null;
      depth: number;
      /** Prompts in it and in the projects inside it, as the filters leave them. */
      count: number;
      open: boolean;
    }
  | { kind: 'prompt'; key: string; head: PromptHead; depth: number };

export const sorts = {
  updated: 'Last changed',
  created: 'Last created',
  name: 'Name',
  manual: 'By hand'
} as const;
export type Sort = keyof typeof sorts;

/** `recent`: what changed last, whatever its project. */
export type Shown = 'all' | 'favourites' | 'recent';

export interface ListView {
  /** Only what is in this project, at any depth; `null` shows all. */
  projectId: string | null;
  query: string;
  tag: string | null;
  shown: Shown;
  sort: Sort;
  /** Projects whose content is folded away. */
  folded: ReadonlySet<string>;
}

export const plainView: ListView = {
  projectId: null,
  query: '',
  tag: null,
  shown: 'all',
  sort: 'updated',
  folded: new Set()
};

const mostRecent = 50;
/** Key of the heading over the prompts in no project. */
export const noProject = 'none';

/**
 * The rows of the list, in order: prompts in no project first, then project by project, in each its
 * prompts and then the projects inside. A prompt whose project is gone counts as in none. While one looks
 * for something everything is unfolded and empty projects are left out.
 */
export function listRows(
  heads: PromptHead[],
  projects: readonly ListedProject[],
  view: ListView
): ListRow[] {
  const wanted = words(view.query);
  const found = heads.filter(
    (head) =>
      head.deletedAt === null &&
      (view.tag === null || head.tags.includes(view.tag)) &&
      (view.shown !== 'favourites' || head.favourite) &&
      wanted.every((word) => head.words.includes(word))
  );
  if (view.shown === 'recent') {
    const newest = found.sort(orders.updated).slice(0, mostRecent);
    return newest.map((head): ListRow => ({ kind: 'prompt', key: head.id, head, depth: 0 }));
  }
  const isLooking = wanted.length > 0 || view.tag !== null || view.shown !== 'all';
  return groupedRows(found, projects, view, isLooking);
}

function groupedRows(
  heads: PromptHead[],
  projects: readonly ListedProject[],
  view: ListView,
  isLooking: boolean
): ListRow[] {
  const nodes = projectTree(projects);
  const groups = new Map<string | null, PromptHead[]>([[null, []]]);
  for (const { project } of nodes) groups.set(project.id, []);
  for (const head of heads) (groups.get(head.projectId) ?? groups.get(null))?.push(head);
  const counts = new Map([...groups].map(([id, group]) => [id, group.length]));
  // Each node comes before those in it, so from the end every count is whole before it is handed up.
  for (const { project, parentId } of nodes.toReversed())
    if (parentId !== null)
      counts.set(parentId, (counts.get(parentId) ?? 0) + (counts.get(project.id) ?? 0));

  const rows: ListRow[] = [];
  const add = (project: ListedProject | null, depth: number): boolean => {
    const id = project?.id ?? null;
    const count = counts.get(id) ?? 0;
    // While looking, and for the group of no project, an empty group says nothing.
    if (count === 0 && (project === null || isLooking)) return false;
    const key = id ?? noProject;
    const open = isLooking || !view.folded.has(key);
    const isNamed = projects.length > 0;
    // A list without projects needs no heading over its only group.
    if (isNamed) rows.push({ kind: 'project', key, project, depth, count, open });
    if (!open && isNamed) return false;
    for (const head of (groups.get(id) ?? []).sort(orders[view.sort]))
      rows.push({ kind: 'prompt', key: head.id, head, depth });
    return true;
  };

  if (view.projectId === null) add(null, 0);
  /** Below this depth nothing is shown until the next node that is not deeper. */
  let closed = Infinity;
  /** The depth of the one project that is shown; what follows deeper is in it. */
  let top: number | null = view.projectId === null ? -1 : null;
  for (const { project, depth } of nodes) {
    if (view.projectId !== null) {
      if (project.id === view.projectId) top = depth;
      else if (top === null || depth <= top) {
        if (top !== null) break;
        continue;
      }
    }
    if (depth > closed) continue;
    closed = Infinity;
    if (!add(project, depth - Math.max(top ?? 0, 0))) closed = depth;
  }
  return rows;
}

/** Every tag of living prompts with how often it is used, by name. */
export function tagsIn(heads: readonly PromptHead[]): { tag: string; count: number }[] {
  const counts = new Map<string, number>();
  for (const { deletedAt, tags } of heads)
    if (deletedAt === null) for (const tag of tags) counts.set(tag, (counts.get(tag) ?? 0) + 1);
  return [...counts]
    .map(([tag, count]) => ({ tag, count }))
    .sort((a, b) => a.tag.localeCompare(b.tag));
}

/** The words of a query, folded; every one of them must be found. */
export function words(query: string): string[] {
  return fold(query).split(/\s+/).filter(Boolean);
}

type Order = (a: PromptHead, b: PromptHead) => number;

const byId: Order = (a, b) => (a.id < b.id ? 1 : a.id > b.id ? -1 : 0);
const byFavourite: Order = (a, b) => Number(b.favourite) - Number(a.favourite);
const names = once(() => new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' }));

const orders: Record<Sort, Order> = {
  updated: (a, b) => byFavourite(a, b) || b.updatedAt - a.updatedAt || byId(a, b),
  created: (a, b) => byFavourite(a, b) || b.createdAt - a.createdAt || byId(a, b),
  name: (a, b) => byFavourite(a, b) || names().compare(a.title, b.title) || byId(a, b),
  // By hand means what it says: favourites stay where they were put.
  manual: byPosition
};
