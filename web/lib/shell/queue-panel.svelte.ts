/** Whether the queue of runs is shown: asked for by what stands from the first, shown by what comes once the page rests. */
export const queuePanel = $state({ open: false });
