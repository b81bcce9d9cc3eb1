import type { Command } from '$lib/commands/commands.svelte';
import { commentCommand } from '$lib/comments/comment-command';
import { saveCommand } from '$lib/snapshots/save-command';
import { awaySentence } from './completion-blocker';

export interface CompleteActions {
  ready(): boolean;
  live(): boolean;
  blocked(): string | null;
  /** The server cannot be reached: Run offers to wait for it. */
  away(): boolean;
  completed(): boolean;
  start(): void;
  stop(): void;
  togglePause(): void;
  undo(): void;
  regenerate(): void;
  toggleInspector(): void;
  focusEditor(): void;
  toggleProbabilities(): void;
  saveSnapshot(): Promise<void>;
  comment(): void;
  /** Says why a run cannot start. */
  explain(reason: string): void;
}

/** What one can do with an open prompt, for the palette, the keys and the key sheet. */
export function completeCommands(actions: CompleteActions): Command[] {
  const idle = () => actions.ready() && !actions.live();
  const whenAllowed = (work: () => void) => () => {
    const reason = actions.blocked();
    if (reason) actions.explain(reason);
    else work();
  };
  return [
    {
      id: 'run-prompt',
      title: 'Run',
      section: 'Run',
      keys: '$mod+Enter',
      words: 'continue complete generate queue offline',
      when: idle,
      run: whenAllowed(() => actions.start())
    },
    {
      id: 'stop-run',
      title: 'Stop',
      section: 'Run',
      keys: 'Escape',
      when: () => actions.live(),
      run: () => actions.stop()
    },
    {
      id: 'pause-display',
      title: 'Pause or resume the display',
      section: 'Run',
      keys: '$mod+.',
      words: 'hold freeze stream',
      when: () => actions.live(),
      run: () => actions.togglePause()
    },
    {
      id: 'undo-completion',
      needs: 'edit',
      title: 'Undo completion',
      section: 'Run',
      keys: '$mod+Shift+Backspace',
      when: () => idle() && actions.completed(),
      run: () => actions.undo()
    },
    {
      id: 'regenerate-completion',
      title: 'Regenerate',
      section: 'Run',
      keys: '$mod+Shift+Enter',
      words: 'retry again',
      when: () => idle() && actions.completed(),
      run: whenAllowed(() =>
        actions.away() ? actions.explain(awaySentence) : actions.regenerate()
      )
    },
    {
      id: 'show-probabilities',
      title: 'Show or hide probabilities',
      section: 'Run',
      words: 'logprobs colour tokens',
      when: () => actions.ready() && actions.completed(),
      run: () => actions.toggleProbabilities()
    },
    saveCommand(actions.saveSnapshot, idle),
    commentCommand(actions.comment, actions.ready),
    {
      id: 'toggle-inspector',
      title: 'Show or hide the inspector',
      section: 'View',
      keys: '$mod+Shift+P',
      words: 'parameters versions runs',
      run: () => actions.toggleInspector()
    },
    {
      id: 'focus-editor',
      title: 'Go to the text',
      section: 'View',
      keys: '$mod+Shift+E',
      when: () => actions.ready(),
      run: () => actions.focusEditor()
    }
  ];
}
