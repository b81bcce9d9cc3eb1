import type { Progress } from '$lib/data/reading';
import { fetchingWords } from '$lib/sync/fetching-words';
import type { Phase } from '$lib/sync/status.svelte';

export interface SyncWords {
  text: string;
  tone: 'ok' | 'warn' | 'bad' | 'idle';
  /** One sentence more, for the tooltip. */
  title: string;
}

const changes = (count: number) =>
  `${count.toLocaleString()} ${count === 1 ? 'change' : 'changes'}`;

/** What the status line says about saving and syncing: always what is true, never a promise. */
export function syncWords(
  phase: Phase,
  waiting: number,
  reading: Progress | null = null,
  signedOut = false
): SyncWords {
  switch (phase) {
    case 'synced':
      return {
        text: 'Synced',
        tone: 'ok',
        title: 'Everything is on this device and on the server.'
      };
    case 'syncing':
      return {
        text: reading ? fetchingWords(reading) : 'Syncing…',
        tone: 'ok',
        title: reading
          ? 'The newest comes first. What is here can be used; closing the page loses nothing.'
          : 'Reading what is new on the server.'
      };
    case 'saving':
      return {
        text: 'Saving…',
        tone: 'ok',
        title: `Sending ${changes(waiting)}; saved on this device.`
      };
    case 'waiting':
      return {
        text: `Saved on this device, ${waiting.toLocaleString()} waiting`,
        tone: 'idle',
        title: `${changes(waiting)} will be sent to the server in a moment.`
      };
    case 'offline':
      return {
        text: waiting > 0 ? `Offline: ${changes(waiting)} will sync` : 'Offline: changes will sync',
        tone: 'warn',
        title: reading
          ? `The server cannot be reached. ${reading.done.toLocaleString()} of ${reading.all.toLocaleString()} records are on this device; the rest follows.`
          : 'The server cannot be reached. Everything is kept on this device.'
      };
    case 'error':
      if (signedOut)
        return {
          text: waiting > 0 ? `Signed out: ${changes(waiting)} kept here` : 'Signed out',
          tone: 'warn',
          title: 'Everything is kept on this device and syncs once you have signed in.'
        };
      return {
        text: waiting > 0 ? `Not synced: ${changes(waiting)} kept here` : 'Sync stopped',
        tone: 'bad',
        title: 'The last attempt failed. Everything is kept on this device.'
      };
  }
}
