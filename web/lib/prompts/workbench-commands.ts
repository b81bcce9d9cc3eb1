import type { Command } from '$lib/commands/commands.svelte';
import { commentCommand } from '$lib/comments/comment-command';
import { saveCommand } from '$lib/snapshots/save-command';

export interface WorkbenchActions {
  live(): boolean;
  blocked(): string | null;
  canUndo(): boolean;
  canRedo(): boolean;
  /** Some output stands beside the messages. */
  hasOutput(): boolean;
  start(): void;
  stop(): void;
  togglePause(): void;
  undo(): void;
  redo(): void;
  addOutput(): void;
  copyOutput(): Promise<void>;
  saveSnapshot(): Promise<void>;
  toggleInspector(): void;
  showTab(tab: 'parameters' | 'values' | 'versions' | 'runs' | 'comments'): void;
  focusMessages(): void;
  openVariants(): Promise<void>;
  openChat(): Promise<void>;
  /** Says why a run cannot start. */
  explain(reason: string): void;
}

/** Fields of forms have an undo of their own; the screen's is for its texts and everything else. */
function isInField(): boolean {
  const { activeElement } = document;
  return activeElement instanceof HTMLInputElement || activeElement instanceof HTMLTextAreaElement;
}

/** What one can do with an open prompt of messages. */
export function workbenchCommands(actions: WorkbenchActions): Command[] {
  const tabs = [
    { tab: 'parameters', title: 'Parameters', keys: '$mod+Alt+Digit1' },
    { tab: 'values', title: 'Values', keys: '$mod+Alt+Digit2' },
    { tab: 'versions', title: 'Versions', keys: '$mod+Alt+Digit3' },
    { tab: 'runs', title: 'Runs', keys: '$mod+Alt+Digit4' }
  ] as const;
  return [
    {
      id: 'run-prompt',
      title: 'Run',
      section: 'Run',
      keys: '$mod+Enter',
      words: 'generate answer queue offline',
      when: () => !actions.live(),
      run: () => {
        const reason = actions.blocked();
        if (reason) actions.explain(reason);
        else actions.start();
      }
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
      needs: 'edit',
      id: 'add-output',
      title: 'Add the output to the conversation',
      section: 'Run',
      keys: '$mod+Shift+A',
      words: 'append assistant message continue',
      when: () => actions.hasOutput() && !actions.live(),
      run: () => actions.addOutput()
    },
    {
      id: 'copy-output',
      title: 'Copy the output',
      section: 'Run',
      when: () => actions.hasOutput(),
      run: () => actions.copyOutput()
    },
    {
      id: 'open-variants',
      title: 'Run on several models',
      section: 'Run',
      words: 'variants compare columns parameters side by side',
      run: () => actions.openVariants()
    },
    commentCommand(() => actions.showTab('comments')),
    saveCommand(actions.saveSnapshot, () => !actions.live()),
    {
      id: 'continue-as-chat',
      title: 'Talk on in a chat',
      section: 'Prompt',
      words: 'conversation open messages',
      run: () => actions.openChat()
    },
    {
      needs: 'edit',
      id: 'undo-edit',
      title: 'Undo',
      section: 'Prompt',
      keys: '$mod+z',
      when: () => actions.canUndo(),
      keysWhen: () => !isInField(),
      run: () => actions.undo()
    },
    {
      needs: 'edit',
      id: 'redo-edit',
      title: 'Redo',
      section: 'Prompt',
      keys: '$mod+Shift+z, $mod+y',
      when: () => actions.canRedo(),
      keysWhen: () => !isInField(),
      run: () => actions.redo()
    },
    {
      id: 'toggle-inspector',
      title: 'Show or hide the inspector',
      section: 'View',
      keys: '$mod+Shift+P',
      words: 'parameters values versions runs',
      run: () => actions.toggleInspector()
    },
    ...tabs.map(({ tab, title, keys }) => ({
      id: `show-${tab}`,
      title: `Show ${title}`,
      section: 'View',
      keys,
      run: () => actions.showTab(tab)
    })),
    {
      id: 'focus-editor',
      title: 'Go to the messages',
      section: 'View',
      keys: '$mod+Shift+E',
      run: () => actions.focusMessages()
    }
  ];
}
