import type { Project } from '#shared/collections';
import { fold, type PromptHead } from './prompt-head';

type NamedProject = Pick<Project, 'id' | 'name'>;

/** One line of the list: the name of a project, or a prompt under it. */
export type ListRow =
  | { kind: 'project'; key: string; project: NamedProject | null; count: number }
  | { kind: 'prompt'; key: string; head: PromptHead };

export interface ListView {
  /** Only this project's prompts; `null` shows all. */
  projectId: string | null;
  query: string;
}

/**
 * The rows of the list, in order: prompts in no project first, then project by project; in each,
 * favourites first and the latest change on top. A prompt whose project is gone counts as in none.
 */
export function listRows(heads: PromptHead[], projects: NamedProject[], view: ListView): ListRow[] {
  const groups = new Map<string | null, PromptHead[]>([[null, []]]);
  for (const { id } of projects) groups.set(id, []);
  const wanted = words(view.query);
  for (const head of heads) {
    if (head.deletedAt !== null || !wanted.every((word) => head.words.includes(word))) continue;
    (groups.get(head.projectId) ?? groups.get(null))?.push(head);
  }
  const shown = [null, ...projects].filter((project) =>
    view.projectId === null ? true : project?.id === view.projectId
  );
  return shown.flatMap((project) => {
    const group = groups.get(project?.id ?? null) ?? [];
    // While searching, and for the group of no project, an empty group says nothing.
    if (group.length === 0 && (project === null || wanted.length > 0)) return [];
    const title: ListRow = {
      kind: 'project',
      key: project?.id ?? 'none',
      project,
      count: group.length
    };
    const rows = group
      .sort(byFavouriteThenTime)
      .map((head): ListRow => ({ kind: 'prompt', key: head.id, head }));
    // A list without projects needs no heading over its only group.
    return projects.length === 0 ? rows : [title, ...rows];
  });
}

/** The words of a query, folded; every one of them must be found. */
export function words(query: string): string[] {
  return fold(query).split(/\s+/).filter(Boolean);
}

function byFavouriteThenTime(a: PromptHead, b: PromptHead): number {
  if (a.favourite !== b.favourite) return a.favourite ? -1 : 1;
  return b.updatedAt - a.updatedAt || (a.id < b.id ? 1 : -1);
}
