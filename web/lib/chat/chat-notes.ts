import type { RunForecast } from '#shared/run-forecast';
import { countText, pausedText } from '$lib/runs/run-facts';
import type { RunSession } from '$lib/runs/run.svelte';

/** Of what a model reads, the share from which on one is told. */
const nearlyFull = 0.8;

/** How full the context is; `null` where nobody knows what the model reads. */
export function gaugeOf({ tokens, context }: RunForecast) {
  if (!context) return null;
  const share = tokens / context;
  const figures = `≈ ${tokens.toLocaleString()} of ${context.toLocaleString()} tokens`;
  const percent = `${Math.round(share * 100)} %`;
  return {
    percent,
    text: `context ${percent}`,
    title: `${figures} that this model reads: the system text, what is sent of this branch, and what is being written`,
    full: share > nearlyFull
  };
}

export const olderMessages = (count: number): string =>
  count === 1 ? '1 older message' : `${countText(count)} older messages`;

/** What one is told of an answer that is being written; `null` while there is nothing to say. */
export function answerNote(run: RunSession | null): string | null {
  if (!run?.live) return null;
  if (run.stopping) return 'Stopping…';
  if (run.paused) return pausedText(run.waiting, run.endedBehind);
  if (run.runId === null && run.trouble?.code === 'OFFLINE')
    return 'The server cannot be reached. The message is kept, and sent as soon as it can while this conversation is open.';
  if (run.trouble) return 'Connection lost; the answer goes on. Reconnecting…';
  if (run.state.place) return `Number ${run.state.place} in line; it begins by itself.`;
  if (run.state.retrying)
    return `The provider is busy; trying again (${run.state.retrying.attempt})…`;
  if (run.state.draining) return 'The server is about to stop, and waits for this answer to end.';
  return null;
}
