import type { Command } from '$lib/commands/commands.svelte';

/** Says something about the words that are selected: the same command on every screen that can. */
export function commentCommand(run: () => void | Promise<void>, when?: () => boolean): Command {
  return {
    id: 'comment-selection',
    title: 'Comment on the selection',
    section: 'View',
    keys: '$mod+Alt+KeyK',
    words: 'discuss note thread',
    run,
    ...(when ? { when } : {})
  };
}
