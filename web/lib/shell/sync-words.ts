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
export function syncWords(phase: Phase, waiting: number): SyncWords {
  switch (phase) {
    case 'synced':
      return {
        text: 'Synced',
        tone: 'ok',
        title: 'Everything is on this device and on the server.'
      };
    case 'syncing':
      return { text: 'Syncing…', tone: 'ok', title: 'Reading what is new on the server.' };
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
        title: 'The server cannot be reached. Everything is kept on this device.'
      };
    case 'error':
      return {
        text: waiting > 0 ? `Not synced: ${changes(waiting)} kept here` : 'Sync stopped',
        tone: 'bad',
        title: 'The last attempt failed. Everything is kept on this device.'
      };
  }
}
