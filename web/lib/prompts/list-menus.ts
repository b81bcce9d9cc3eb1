import { isItem } from '$lib/ui/menu-items';
import type { MenuEntry } from '$lib/ui/menu-items';
import type { ListedProject } from './list-rows';
import type { PromptHead } from './prompt-head';
import { promptTask } from './prompt-task.svelte';

interface PromptActs {
  rename: () => void;
  move: (heads: PromptHead[]) => void;
  tag: (heads: PromptHead[]) => void;
  duplicate: () => void;
  favourite: (heads: PromptHead[]) => void;
  remove: (heads: PromptHead[]) => void;
}

/** What one can do with these prompts: one of them, or all that are selected. */
export function promptMenu(heads: PromptHead[], acts: PromptActs, readOnly: boolean): MenuEntry[] {
  const [only] = heads;
  const isOne = heads.length === 1 && only !== undefined;
  const favourite = heads.every((head) => head.favourite);
  const all: MenuEntry[] = [
    ...(isOne ? [{ label: 'Rename', keys: 'F2', run: acts.rename }] : []),
    { label: isOne ? 'Move to…' : `Move ${heads.length} to…`, run: () => acts.move(heads) },
    { label: 'Tags…', run: () => acts.tag(heads) },
    ...(isOne ? [{ label: 'Duplicate', run: acts.duplicate }] : []),
    {
      label: favourite ? 'Remove from favourites' : 'Add to favourites',
      run: () => acts.favourite(heads)
    },
    'line',
    ...(isOne
      ? [
          {
            label: 'Get code…',
            run: () => promptTask.open({ kind: 'code', promptId: only.id })
          }
        ]
      : []),
    {
      label: 'Export…',
      run: () =>
        promptTask.open({
          kind: 'export',
          what: { kind: 'prompts', ids: heads.map(({ id }) => id) }
        })
    },
    'line',
    { label: 'Move to trash', keys: 'Delete', danger: true, run: () => acts.remove(heads) }
  ];
  return readOnly ? readable(all) : all;
}

/** What changes nothing can be done by whoever may read. */
function readable(entries: MenuEntry[]): MenuEntry[] {
  const reads = ['Get code…', 'Export…'];
  return entries.map((entry) =>
    isItem(entry) ? { ...entry, disabled: !reads.includes(entry.label) } : entry
  );
}

interface ProjectActs {
  newPrompt: () => void;
  newProject: () => void;
  rename: () => void;
  move: () => void;
  remove: () => void;
}

export function projectMenu(
  { id }: ListedProject,
  acts: ProjectActs,
  readOnly: boolean
): MenuEntry[] {
  const all: MenuEntry[] = [
    { label: 'New prompt', run: acts.newPrompt },
    { label: 'New project inside…', run: acts.newProject },
    'line',
    { label: 'Rename…', run: acts.rename },
    { label: 'Move to…', run: acts.move },
    { label: 'Settings…', run: () => promptTask.open({ kind: 'project', projectId: id }) },
    'line',
    { label: 'Import into it…', run: () => promptTask.open({ kind: 'import', projectId: id }) },
    {
      label: 'Export…',
      run: () => promptTask.open({ kind: 'export', what: { kind: 'project', id } })
    },
    'line',
    { label: 'Move to trash', danger: true, run: acts.remove }
  ];
  return readOnly ? readable(all) : all;
}
