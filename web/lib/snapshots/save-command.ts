import type { Api } from '$lib/api/client';
import type { Command } from '$lib/commands/commands.svelte';
import type { Store } from '$lib/data/store';

export const saveKeys = '$mod+Shift+S';

interface Deps {
  store: Store;
  api: Api;
}

/** Freezes what is open: the same command on every screen that can. What it needs comes when it is asked for. */
export function saveCommand(run: () => Promise<void>, when?: () => boolean): Command {
  return {
    needs: 'edit',
    id: 'save-snapshot',
    title: 'Save snapshot',
    section: 'Snapshots',
    keys: saveKeys,
    words: 'freeze keep copy version',
    run,
    ...(when ? { when } : {})
  };
}

/** Of a prompt as it is saved on this device. */
export async function savePrompt(deps: Deps, promptId: string): Promise<void> {
  const { savePromptSnapshot } = await import('./save-snapshot');
  await savePromptSnapshot(deps, promptId);
}
