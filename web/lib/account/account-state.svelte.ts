import { createContext } from 'svelte';
import type { Account, Membership } from '#shared/accounts';
import { toAppError } from '#shared/errors';
import type { Api } from '$lib/api/client';
import { forgetPlace, keepPlace, keepRole, localPlace, readPlace, readRole } from './place';
import type { Place } from './place';

interface Deps {
  api: Api;
  storage: Storage;
  /** Opens the app anew, at the place that is kept: at its first screen, or at the same address. */
  reload: (where: 'start' | 'here') => void;
}

/** Who is here, as the server last said; offline it is who was here. */
export class AccountState {
  account = $state.raw<Account | null>(null);
  /** Whose records this page shows; it does not change while the page lives. */
  readonly place: Place;
  #isKept: boolean;
  #role: string | null;
  #deps: Deps;

  constructor(deps: Deps) {
    this.#deps = deps;
    const kept = readPlace(deps.storage);
    this.#isKept = kept !== null;
    this.place = kept ?? localPlace;
    this.#role = readRole(deps.storage, this.place.organizationId);
  }

  /** People have accounts here; offline, whether somebody has signed in. */
  get isTeam(): boolean {
    return this.account ? this.account.mode === 'team' : this.#isKept;
  }

  /** Accounts are there, and nobody is signed in: nothing can be synced until somebody is. */
  readonly isOut = $derived(this.account?.mode === 'team' && this.account.person === null);

  /** Nobody has ever signed in here, so there is nothing to show behind the way in. */
  get isNew(): boolean {
    return !this.#isKept;
  }

  /**
   * Whose space this is does not belong to it any more. Of somebody else who signs in here that is not said:
   * what is stored is not theirs to take along, or to delete.
   */
  get isStranger(): boolean {
    const isOwn = this.#isKept && this.account?.person?.id === this.place.userId;
    return isOwn && this.membership === null;
  }

  /** Their account is deleted; what is stored here is all there is. */
  get isGone(): boolean {
    return this.#isKept && this.account?.gone === true;
  }

  get membership(): Membership | null {
    const { organizationId } = this.place;
    return this.account?.organizations.find(({ id }) => id === organizationId) ?? null;
  }

  /** What one may do here; `null` if nobody said yet. */
  get #roleHere(): string | null {
    return this.membership?.role ?? this.#role;
  }

  /** Whether one may discuss what is here. Offline as `readOnly`. */
  get mayComment(): boolean {
    return this.#roleHere !== 'viewer';
  }

  /**
   * Why one may not change things here, or run a model; `null` if one may. The one thing all editors and commands
   * ask. Offline it is what one might when the server was last asked; the server judges in any case.
   */
  get readOnly(): string | null {
    const role = this.#roleHere;
    if (role !== 'viewer' && role !== 'commenter') return null;
    const may = role === 'viewer' ? 'read everything' : 'read and discuss everything';
    return `You are a ${role}${this.#here}: you may ${may}, and change nothing.`;
  }

  /** Why one may not manage keys, connections, limits and the log here; `null` if one may. Offline as `readOnly`. */
  get unmanaged(): string | null {
    const role = this.#roleHere;
    if (role === null || role === 'admin' || role === 'owner') return null;
    const a = role === 'editor' ? 'an' : 'a';
    return `You are ${a} ${role}${this.#here}: its admins and owners manage this.`;
  }

  get #here(): string {
    return this.membership ? ` of ${this.membership.name}` : '';
  }

  /**
   * Asks the server who is here, and opens their space if it is not the one that is shown; with `stay` it
   * only asks. That the server cannot be reached is sync's to tell.
   */
  async check(stay = false): Promise<void> {
    const { accountSchema } = await import('#shared/accounts');
    let account: Account;
    try {
      const was = this.#isKept ? `?was=${encodeURIComponent(this.place.userId)}` : '';
      account = await this.#deps.api.get(`/v1/account${was}`, accountSchema);
    } catch (error) {
      if (toAppError(error).code === 'OFFLINE') return;
      throw error;
    }
    this.account = account;
    const { role } = this.membership ?? {};
    if (role) keepRole(this.#deps.storage, this.place.organizationId, role);
    if (stay || account.mode !== 'team' || !account.person) return;
    const { id } = account.person;
    const isSame = this.#isKept && (this.place.userId === id || this.membership !== null);
    // What somebody came for whom this browser did not know yet, a link perhaps, is still what they came for.
    const where = this.#isKept ? 'start' : 'here';
    if (!isSame) this.open(account.organizations.find(({ personal }) => personal) ?? null, where);
  }

  /** Another tab of this browser was told of another role. */
  follow(window: Pick<Window, 'addEventListener' | 'removeEventListener'>): () => void {
    const { storage } = this.#deps;
    const reread = () => {
      const role = readRole(storage, this.place.organizationId);
      if (role !== null && role !== this.#roleHere) void this.check();
    };
    window.addEventListener('storage', reread);
    return () => window.removeEventListener('storage', reread);
  }

  /** From now on the page shows this organization. */
  open(
    membership: Pick<Membership, 'id' | 'scope'> | null,
    where: 'start' | 'here' = 'start'
  ): void {
    const userId = this.account?.person?.id;
    if (!membership || userId === undefined) return;
    const place = { userId, organizationId: membership.id, scope: membership.scope };
    keepPlace(this.#deps.storage, place);
    this.#deps.reload(where);
  }

  /** Nobody is here any more. */
  forget(): void {
    forgetPlace(this.#deps.storage);
    this.#deps.reload('start');
  }
}

export const [getAccount, setAccount] = createContext<AccountState>();
