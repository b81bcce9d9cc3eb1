import type { CompleteShell } from '$lib/prompts/complete-shell';
import { getAppUpdate } from './app-update.svelte';
import { getStatusFacts } from './status-facts.svelte';

/** What this shell does for an open prompt. While a component is made. */
export function getPromptShell(): CompleteShell {
  const update = getAppUpdate();
  const facts = getStatusFacts();
  return {
    holdUpdateWhile: (reason) => update.holdWhile(reason),
    showFacts: (source) => facts.show(source)
  };
}
