import { createContext } from 'svelte';
import type { PaneState } from '$lib/ui/pane-state.svelte';

/** The pane with the list of conversations, for whoever opens and folds it. */
export const [getChatPane, setChatPane] = createContext<PaneState>();
