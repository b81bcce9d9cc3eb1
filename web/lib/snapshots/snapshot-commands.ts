import { commentCommand } from '$lib/comments/comment-command';
import type { Command } from '$lib/commands/commands.svelte';

export interface SnapshotActions {
  restore(): Promise<void>;
  duplicate(): Promise<void>;
  remove(): Promise<void>;
  copyText(): Promise<void>;
  copyLink(): Promise<void>;
  compare(): Promise<void>;
  openSubject(): Promise<void>;
  /** To the next newer save of the same thing, or the next older one. */
  turn(step: -1 | 1): void;
  /** On the words that are selected, or on the whole. */
  comment(): Promise<void>;
  toggleInspector(): void;
  isDeleted(): boolean;
}

/** What one can do with an open snapshot. */
export function snapshotCommands(actions: SnapshotActions): Command[] {
  const section = 'Snapshots';
  return [
    {
      needs: 'edit',
      id: 'restore-snapshot',
      title: 'Restore the snapshot',
      section,
      keys: '$mod+Enter',
      words: 'open editor put back continue',
      run: () => actions.restore()
    },
    {
      needs: 'edit',
      id: 'duplicate-snapshot',
      title: 'Duplicate the snapshot',
      section,
      keys: '$mod+d',
      words: 'copy new prompt conversation',
      run: () => actions.duplicate()
    },
    {
      id: 'compare-snapshot',
      title: 'Compare the snapshot',
      section,
      keys: 'c',
      words: 'diff difference before',
      run: () => actions.compare()
    },
    {
      id: 'newer-snapshot',
      title: 'Newer save',
      section,
      keys: 'Alt+ArrowUp',
      words: 'next version',
      run: () => actions.turn(1)
    },
    {
      id: 'older-snapshot',
      title: 'Older save',
      section,
      keys: 'Alt+ArrowDown',
      words: 'previous version',
      run: () => actions.turn(-1)
    },
    commentCommand(() => actions.comment()),
    {
      id: 'copy-snapshot',
      title: 'Copy the text of the snapshot',
      section,
      run: () => actions.copyText()
    },
    {
      id: 'copy-snapshot-link',
      title: 'Copy the link of the snapshot',
      section,
      words: 'address',
      run: () => actions.copyLink()
    },
    {
      id: 'open-snapshot-subject',
      title: 'Show what it was taken of',
      section,
      words: 'prompt run conversation original',
      run: () => actions.openSubject()
    },
    {
      needs: 'edit',
      id: 'delete-snapshot',
      title: 'Delete the snapshot',
      section,
      keys: '$mod+Backspace',
      words: 'trash remove',
      when: () => !actions.isDeleted(),
      run: () => actions.remove()
    },
    {
      id: 'toggle-inspector',
      title: 'Show or hide the details',
      section: 'View',
      keys: '$mod+Shift+P',
      run: () => actions.toggleInspector()
    }
  ];
}
