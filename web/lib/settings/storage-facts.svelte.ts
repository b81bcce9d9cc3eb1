import { createContext } from 'svelte';

/** The part of `navigator.storage` that is used here; absent in old browsers and in tests. */
export type StoragePort = Pick<StorageManager, 'estimate' | 'persist' | 'persisted'> | undefined;

const minuteMs = 60_000;
/** The first sync has usually landed by then. */
const settledMs = 6_000;

/** How much this device keeps for the app, and whether the browser may throw it away. */
export class StorageFacts {
  /** Bytes; `null` while unknown or where the browser does not say. */
  used = $state<number | null>(null);
  quota = $state<number | null>(null);
  /** `null` where the browser does not say. */
  persistent = $state<boolean | null>(null);
  #storage: StoragePort;
  #asked = false;

  constructor(storage: StoragePort) {
    this.#storage = storage;
  }

  async refresh(): Promise<void> {
    if (!this.#storage) return;
    const [estimate, persisted] = await Promise.all([
      this.#storage.estimate(),
      this.#storage.persisted()
    ]);
    this.used = estimate.usage ?? null;
    this.quota = estimate.quota ?? null;
    this.persistent = persisted;
  }

  /** Keeps the figures fresh until the returned function is called. */
  follow(): () => void {
    void this.refresh();
    const soon = setTimeout(() => void this.refresh(), settledMs);
    const timer = setInterval(() => void this.refresh(), minuteMs);
    return () => {
      clearTimeout(soon);
      clearInterval(timer);
    };
  }

  /**
   * Asks the browser never to throw the data away: once per visit, and only when there is something to
   * lose, because Firefox asks the person. Browsers grant it by their own judgement.
   */
  async askToPersist(): Promise<void> {
    if (!this.#storage || this.#asked || this.persistent === true) return;
    this.#asked = true;
    this.persistent = (await this.#storage.persisted()) || (await this.#storage.persist());
  }
}

export const [getStorageFacts, setStorageFacts] = createContext<StorageFacts>();
