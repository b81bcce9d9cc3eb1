import { AppError } from '#shared/errors';
import type { Store } from '$lib/data/store';
import type { ToastOptions } from '$lib/ui/toasts.svelte';
import { favouritePrompts, movePrompts, placePrompts, tagPrompts, trashPrompts } from './bulk';
import type { Dragged } from './drag-prompt';
import type { ListedProject, ListRow } from './list-rows';
import type { PromptHead } from './prompt-head';
import { deleteProject, moveProject } from './projects';

/** What “Move to…” moves: prompts, or one project. */
export interface Moving {
  promptIds: string[];
  projectId: string | null;
  /** Where it is now; `undefined`: in several places. */
  from: string | null | undefined;
  title: string;
}

export interface ListActsDeps {
  store: Store;
  toast: (message: string, options?: ToastOptions) => void;
  heads: () => readonly PromptHead[];
  projects: () => readonly ListedProject[];
  rows: () => readonly ListRow[];
  /** Whether one orders by hand. */
  isManual: () => boolean;
}

/** “Pasta”, or the number of prompts. */
export function nameOfMany(heads: readonly PromptHead[]): string {
  const [only] = heads;
  return heads.length === 1 && only ? `“${only.title}”` : `${heads.length} prompts`;
}

/** What one does with the rows of the list; each says what it did and takes it back at once. */
export function createListActs({ store, toast, ...deps }: ListActsDeps) {
  const are = (count: number) => (count === 1 ? 'is' : 'are');
  const nameOf = (projectId: string | null) =>
    deps.projects().find(({ id }) => id === projectId)?.name ?? 'no project';
  const headsOf = (ids: readonly string[]) => {
    const wanted = new Set(ids);
    return deps.heads().filter(({ id }) => wanted.has(id));
  };

  async function move({ promptIds, projectId, title }: Moving, to: string | null): Promise<void> {
    if (projectId !== null) return moveInto(projectId, to);
    const { count, undo } = await movePrompts(store, promptIds, to);
    if (count > 0) toast(`${title} ${are(promptIds.length)} now in ${nameOf(to)}.`, { undo });
  }

  async function moveInto(projectId: string, to: string | null): Promise<void> {
    const project = deps.projects().find(({ id }) => id === projectId);
    if (!project || project.parentId === to || projectId === to) return;
    try {
      const undo = await moveProject(store, projectId, to);
      toast(`“${project.name}” is now ${to === null ? 'at the top' : `in ${nameOf(to)}`}.`, {
        undo
      });
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'CONFLICT') throw error;
      toast('A project cannot be put into itself.', { tone: 'bad' });
    }
  }

  /** The prompts of a project in the order shown. */
  function shownIn(projectId: string | null): PromptHead[] {
    return deps
      .rows()
      .flatMap((row) =>
        row.kind === 'prompt' && row.head.projectId === projectId ? [row.head] : []
      );
  }

  async function drop(what: Dragged, projectId: string | null, before: PromptHead | null) {
    if ('project' in what) return moveInto(what.project, projectId);
    const heads = headsOf(what.prompts);
    const title = nameOfMany(heads);
    if (!before || !deps.isManual() || what.prompts.includes(before.id)) {
      const from = heads[0]?.projectId;
      return move({ promptIds: what.prompts, projectId: null, from, title }, projectId);
    }
    const at = { projectId, before: before.id };
    const { undo } = await placePrompts(store, what.prompts, at, shownIn(projectId));
    toast(`${title} moved.`, { undo });
  }

  /** One place up or down among the prompts of its project. */
  async function shift(head: PromptHead, by: -1 | 1) {
    if (!deps.isManual())
      return toast('Choose the order “By hand” first; then Alt with an arrow moves a prompt.');
    const shown = shownIn(head.projectId);
    const index = shown.findIndex(({ id }) => id === head.id);
    const target = index + by;
    if (target < 0 || target >= shown.length) return;
    const before = shown[by < 0 ? target : target + 1]?.id ?? null;
    await placePrompts(store, [head.id], { projectId: head.projectId, before }, shown);
  }

  async function remove(heads: readonly PromptHead[]) {
    const { undo } = await trashPrompts(
      store,
      heads.map(({ id }) => id)
    );
    toast(`${nameOfMany(heads)} ${are(heads.length)} in the trash.`, { undo });
  }

  /** Makes favourites of them, or of none if all are. */
  async function favourite(heads: readonly PromptHead[]) {
    const wish = !heads.every((head) => head.favourite);
    const { undo } = await favouritePrompts(
      store,
      heads.map(({ id }) => id),
      wish
    );
    if (heads.length > 1)
      toast(`${nameOfMany(heads)} ${wish ? 'are favourites' : 'are no favourites any more'}.`, {
        undo
      });
  }

  async function tag(heads: readonly PromptHead[], change: { add: string[]; remove: string[] }) {
    const { count, undo } = await tagPrompts(
      store,
      heads.map(({ id }) => id),
      change
    );
    if (count > 0) toast(`Tags of ${nameOfMany(heads)} changed.`, { undo });
  }

  async function removeProject({ id, name }: Pick<ListedProject, 'id' | 'name'>) {
    const undo = await deleteProject(store, id);
    toast(`“${name}” is in the trash, with all that is in it.`, { undo });
  }

  return { move, drop, shift, remove, favourite, tag, removeProject };
}
