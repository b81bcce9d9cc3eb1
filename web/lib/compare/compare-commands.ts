import type { Run } from '#shared/collections';
import type { Command } from '$lib/commands/commands.svelte';

interface Deps {
  /** Whether there is a change to go to. */
  canGo: () => boolean;
  goTo: (step: 1 | -1) => void;
  /** Makes the column beside it the one that is meant. */
  beside: (step: 1 | -1) => Promise<void>;
  count: () => number;
  active: () => Run | undefined;
  keep: (run: Run) => Promise<void>;
  goOn: (run: Run) => Promise<void> | undefined;
  move: (id: string, by: 1 | -1) => void;
  remove: (id: string) => void;
  toggleWords: () => void;
}

/** What can be done where runs stand side by side. */
export function compareCommands(deps: Deps): Command[] {
  const section = 'Compare';
  const several = () => deps.count() > 1;
  const withActive = (act: (run: Run) => unknown) => async () => {
    const run = deps.active();
    if (run) await act(run);
  };
  const isThere = () => deps.active() !== undefined;
  return [
    {
      id: 'next-change',
      title: 'Next change',
      keys: 'n',
      when: deps.canGo,
      run: () => deps.goTo(1)
    },
    {
      id: 'previous-change',
      title: 'Previous change',
      keys: 'p',
      when: deps.canGo,
      run: () => deps.goTo(-1)
    },
    {
      id: 'toggle-word-diff',
      title: 'Show or hide the word diff',
      keys: 'w',
      when: several,
      run: deps.toggleWords
    },
    {
      id: 'next-column',
      title: 'Next column',
      keys: ']',
      when: several,
      run: () => deps.beside(1)
    },
    {
      id: 'previous-column',
      title: 'Previous column',
      keys: '[',
      when: several,
      run: () => deps.beside(-1)
    },
    {
      needs: 'edit' as const,
      id: 'keep-run',
      title: 'Keep this run',
      keys: 'k',
      words: 'winner best choose',
      when: isThere,
      run: withActive(deps.keep)
    },
    {
      needs: 'edit' as const,
      id: 'continue-run',
      title: 'Continue from this run',
      keys: 'e',
      words: 'edit restore',
      when: isThere,
      run: withActive(deps.goOn)
    },
    {
      id: 'move-column-left',
      title: 'Move the column left',
      keys: 'Alt+ArrowLeft',
      when: several,
      run: withActive(({ id }) => deps.move(id, -1))
    },
    {
      id: 'move-column-right',
      title: 'Move the column right',
      keys: 'Alt+ArrowRight',
      when: several,
      run: withActive(({ id }) => deps.move(id, 1))
    },
    {
      id: 'remove-column',
      title: 'Remove the column',
      keys: 'Delete',
      when: several,
      run: withActive(({ id }) => deps.remove(id))
    }
  ].map((command) => ({ section, ...command }));
}
