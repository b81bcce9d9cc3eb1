import type { AppError } from '#shared/errors';
import type { Progress } from '$lib/data/reading';

export type Phase = 'synced' | 'saving' | 'waiting' | 'syncing' | 'offline' | 'error';

/** What the status line says about sync. Offline is the last request's outcome, not a guess. */
export class SyncStatus {
  /** Changes on this device that the server has not acknowledged. */
  waiting = $state(0);
  /** Milliseconds since the epoch; `null` until the first success. */
  lastSyncedAt = $state<number | null>(null);
  /** Whether the last request reached the server. */
  online = $state(true);
  /** Whether this tab talks for all of this browser. */
  leading = $state(false);
  /** A round is on its way. */
  active = $state(false);
  /** What stopped the last round, other than being offline. */
  error = $state.raw<AppError | null>(null);
  /** How often the server has said that who asks may not: signed out, or not a member any more. */
  refused = $state(0);
  /** How often the server was listened to anew: it ends a stream when the rights of who listens have changed. */
  relistened = $state(0);
  /** How far reading has come while it takes several answers of the server. */
  reading = $state.raw<Progress | null>(null);

  get phase(): Phase {
    if (!this.online) return 'offline';
    if (this.error) return 'error';
    if (this.waiting > 0) return this.active ? 'saving' : 'waiting';
    return this.active ? 'syncing' : 'synced';
  }
}
