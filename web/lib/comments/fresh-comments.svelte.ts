import type { AccountState } from '$lib/account/account-state.svelte';
import type { Database } from '$lib/data/db';
import { live, type Live } from '$lib/data/live.svelte';
import type { Subject } from './comments';
import type * as unread from './unread';

/**
 * What a tab of comments says beside its name. Where one is alone nobody else says anything, and nothing comes for
 * it. To be made while a component is.
 */
export class FreshComments {
  #reader = $state.raw<typeof unread | null>(null);
  #found: Live<unread.Unread | null>;

  constructor(
    db: Database,
    account: Pick<AccountState, 'isTeam' | 'place'>,
    subject: () => Subject | null
  ) {
    $effect(() => {
      if (account.isTeam) void import('./unread').then((reader) => (this.#reader = reader));
    });
    this.#found = live(() => {
      const about = subject();
      return this.#reader && about
        ? this.#reader.unreadOf(db, about, account.place.userId)
        : Promise.resolve(null);
    });
  }

  get current(): { count: number; text: string } | undefined {
    const found = this.#found.current;
    if (!found || found.count === 0 || !this.#reader) return undefined;
    return { count: found.count, text: this.#reader.unreadText(found) };
  }
}
