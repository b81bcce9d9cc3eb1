import { createContext } from 'svelte';
import type { PaneState } from '$lib/ui/pane-state.svelte';

/** The pane with the list of prompts, for whoever opens and folds it. */
export const [getListPane, setListPane] = createContext<PaneState>();
