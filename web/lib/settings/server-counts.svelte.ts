import type { Api } from '$lib/api/client';
import { countsSchema } from '#shared/protocol';

/** How many records of each collection the server has, as it last said. */
export class ServerCounts {
  /** `null` until it has answered. */
  counts = $state.raw<Record<string, number> | null>(null);
  /** Milliseconds since the epoch, of that answer. */
  askedAt = $state<number | null>(null);
  /** The last question was not answered: what stands here is older, or nothing. */
  failed = $state(false);
  #api: Pick<Api, 'get'>;
  #now: () => number;

  constructor({ api, now }: { api: Pick<Api, 'get'>; now: () => number }) {
    this.#api = api;
    this.#now = now;
  }

  async ask(): Promise<void> {
    try {
      this.counts = (await this.#api.get('/v1/sync/counts', countsSchema)).counts;
      this.askedAt = this.#now();
      this.failed = false;
    } catch {
      // That the server is away is told by the status line; here it makes the figures old.
      this.failed = true;
    }
  }

  /** `null` while unknown; a collection the server has nothing of is 0. */
  of(collection: string): number | null {
    return this.counts === null ? null : (this.counts[collection] ?? 0);
  }
}
