import { commentCommand } from '$lib/comments/comment-command';
import type { Command } from '$lib/commands/commands.svelte';
import { saveCommand } from '$lib/snapshots/save-command';

export interface ChatActions {
  live(): boolean;
  isTemporary(): boolean;
  hasAnswer(): boolean;
  hasQuestion(): boolean;
  send(): void;
  stop(): void;
  togglePause(): void;
  regenerate(): void;
  editLast(): void;
  copyAnswer(): Promise<void>;
  turnAnswer(step: -1 | 1): void;
  toLatest(): void;
  focusComposer(): void;
  toggleInspector(): void;
  showTab(tab: 'parameters' | 'system' | 'branches' | 'comments'): void;
  rename(): void;
  pin(): void;
  remove(): void;
  savePrompt(): Promise<void>;
  saveSnapshot(): Promise<void>;
  keep(): Promise<void>;
  /** There are turns older than the last ones, and none are being summarised. */
  canSummarise(): boolean;
  isSummarised(): boolean;
  summarise(): Promise<void>;
  undoSummary(): Promise<void>;
  titleByModel(): Promise<void>;
}

/** What one can do with an open conversation. */
export function chatCommands(actions: ChatActions): Command[] {
  const tabs = [
    { tab: 'parameters', title: 'Parameters', keys: '$mod+Alt+Digit1' },
    { tab: 'system', title: 'System text', keys: '$mod+Alt+Digit2' },
    { tab: 'branches', title: 'Branches', keys: '$mod+Alt+Digit3' }
  ] as const;
  const section = 'Chat';
  const kept = () => !actions.isTemporary();
  const quiet = () => !actions.live() && actions.hasAnswer();
  return [
    {
      id: 'send-message',
      title: 'Send the message',
      section,
      keys: '$mod+Enter',
      when: () => !actions.live(),
      run: () => actions.send()
    },
    {
      id: 'stop-run',
      title: 'Stop the answer',
      section,
      keys: 'Escape',
      when: () => actions.live(),
      run: () => actions.stop()
    },
    {
      id: 'pause-display',
      title: 'Pause or resume the display',
      section,
      keys: '$mod+.',
      words: 'hold freeze stream',
      when: () => actions.live(),
      run: () => actions.togglePause()
    },
    {
      needs: 'edit',
      id: 'regenerate-answer',
      title: 'Answer again',
      section,
      keys: '$mod+Shift+Enter',
      words: 'regenerate retry another',
      when: () => !actions.live() && actions.hasQuestion(),
      run: () => actions.regenerate()
    },
    {
      needs: 'edit',
      id: 'edit-last-message',
      title: 'Edit the last message',
      section,
      keys: '$mod+Shift+E',
      words: 'resend branch change',
      when: () => !actions.live() && actions.hasQuestion(),
      run: () => actions.editLast()
    },
    {
      id: 'copy-answer',
      title: 'Copy the last answer',
      section,
      keys: '$mod+Alt+KeyC',
      when: () => actions.hasAnswer(),
      run: () => actions.copyAnswer()
    },
    {
      id: 'previous-answer',
      title: 'Previous answer',
      section,
      keys: 'Alt+ArrowLeft',
      words: 'sibling branch',
      when: quiet,
      run: () => actions.turnAnswer(-1)
    },
    {
      id: 'next-answer',
      title: 'Next answer',
      section,
      keys: 'Alt+ArrowRight',
      words: 'sibling branch',
      when: quiet,
      run: () => actions.turnAnswer(1)
    },
    {
      id: 'jump-to-latest',
      title: 'Jump to the latest message',
      section,
      keys: '$mod+End',
      words: 'bottom scroll',
      run: () => actions.toLatest()
    },
    {
      id: 'focus-composer',
      title: 'Write a message',
      section,
      keys: 'i',
      run: () => actions.focusComposer()
    },
    {
      id: 'toggle-inspector',
      title: 'Show or hide the inspector',
      section: 'View',
      keys: '$mod+Alt+\\',
      words: 'parameters sidebar',
      run: () => actions.toggleInspector()
    },
    ...tabs.map(({ tab, title, keys }) => ({
      id: `show-${tab}`,
      title: `Show ${title.toLowerCase()}`,
      section: 'View',
      keys,
      run: () => actions.showTab(tab)
    })),
    commentCommand(() => actions.showTab('comments'), kept),
    {
      needs: 'edit',
      id: 'rename-conversation',
      title: 'Rename the conversation',
      section,
      keys: 'F2',
      when: kept,
      run: () => actions.rename()
    },
    {
      needs: 'edit',
      id: 'pin-conversation',
      title: 'Pin or unpin the conversation',
      section,
      when: kept,
      run: () => actions.pin()
    },
    {
      needs: 'edit',
      id: 'delete-conversation',
      title: 'Delete the conversation',
      section,
      words: 'trash remove',
      when: kept,
      run: () => actions.remove()
    },
    {
      needs: 'edit',
      id: 'save-chat-as-prompt',
      title: 'Save as prompt',
      section,
      words: 'workbench messages export',
      when: () => actions.hasQuestion() && kept(),
      run: () => actions.savePrompt()
    },
    {
      needs: 'edit',
      id: 'summarise-turns',
      title: 'Summarise older turns',
      section,
      words: 'context compact shorten memory',
      when: () => !actions.live() && actions.canSummarise(),
      run: () => actions.summarise()
    },
    {
      needs: 'edit',
      id: 'undo-summary',
      title: 'Undo the summary of older turns',
      section,
      when: () => !actions.live() && actions.isSummarised(),
      run: () => actions.undoSummary()
    },
    {
      needs: 'edit',
      id: 'title-by-model',
      title: 'Title by the model',
      section,
      words: 'rename name conversation',
      when: () => quiet() && kept(),
      run: () => actions.titleByModel()
    },
    saveCommand(actions.saveSnapshot, () => !actions.live() && actions.hasQuestion() && kept()),
    {
      needs: 'edit',
      id: 'keep-temporary',
      title: 'Keep this temporary chat',
      section,
      when: () => actions.isTemporary() && actions.hasQuestion(),
      run: () => actions.keep()
    }
  ];
}
