import { placeText } from '#shared/place-text';
import { pausedText } from './run-facts';
import type { RunSession } from './run.svelte';

/** Its request has not reached the server, so nothing runs yet. */
export function isUnanswered(run: RunSession | null | undefined): boolean {
  return run?.live === true && run.runId === null && run.trouble?.code === 'OFFLINE';
}

/** What a live run is doing, in a few words. */
export function liveWords(run: RunSession): string {
  if (run.stopping) return run.trouble ? 'Stopping when the server can be reached…' : 'Stopping…';
  if (isUnanswered(run)) return 'The server cannot be reached; trying again…';
  if (run.paused) return pausedText(run.waiting, run.endedBehind);
  if (run.trouble) return 'Connection lost; the run goes on. Reconnecting…';
  const { place, retrying, draining, text, reasoning } = run.state;
  if (place) return `${placeText(place)}; it begins by itself`;
  if (retrying) return `The provider is busy; trying again (attempt ${retrying.attempt})…`;
  if (draining) return 'The server stops after this run';
  if (text === '') return reasoning === '' ? 'Waiting for the first token…' : 'Thinking…';
  return run.way === 'poll' ? 'Streaming in steps: this network holds streams back' : 'Streaming';
}
