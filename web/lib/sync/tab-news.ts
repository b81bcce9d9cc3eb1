import type { SyncStatus } from './status.svelte';

/** What the talking tab tells the others, so that every status line says the same. */
export interface TabNews {
  tell(status: SyncStatus): void;
  /** Copies what other tabs tell into `status`; returns the way to stop. */
  listen(status: SyncStatus): () => void;
}

type News = Pick<SyncStatus, 'online' | 'lastSyncedAt'>;

export function createTabNews(channel: BroadcastChannel | null): TabNews {
  return {
    tell({ online, lastSyncedAt }) {
      channel?.postMessage({ online, lastSyncedAt } satisfies News);
    },
    listen(status) {
      if (!channel) return () => {};
      const hear = ({ data }: MessageEvent<News>) => {
        status.online = data.online;
        status.lastSyncedAt = data.lastSyncedAt;
        if (data.online) status.error = null;
      };
      channel.addEventListener('message', hear);
      return () => channel.removeEventListener('message', hear);
    }
  };
}
