import { createContext, untrack } from 'svelte';

/** What workbox-window's `Workbox` offers, as far as it is used. */
export interface WorkerPort {
  addEventListener(type: 'waiting' | 'controlling', listener: () => void): void;
  messageSkipWaiting(): void;
  update(): Promise<void>;
}

/** Gives the reason why an update has to wait ("after this run"), or `null`. */
export type Hold = () => string | null;

/**
 * A new version of the app that waits. It is never put in force by itself: the person says when, and not
 * while a run is in sight or a draft is unsaved.
 */
export class AppUpdate {
  ready = $state(false);
  #holds = $state.raw<Hold[]>([]);
  #worker: WorkerPort | null = null;
  #reload: () => void;
  #asked = false;
  /** Another tab has put the new version in force. */
  #superseded = false;
  #reloaded = false;

  constructor(reload: () => void) {
    this.#reload = reload;
  }

  /** Why it cannot be put in force now. */
  get heldBecause(): string | null {
    for (const hold of this.#holds) {
      const reason = hold();
      if (reason) return reason;
    }
    return null;
  }

  /** A page adds its reason to wait, and takes it away with the returned function. */
  holdWhile(hold: Hold): () => void {
    // Called from effects, which must not run again because of what they add.
    this.#holds = [...untrack(() => this.#holds), hold];
    return () => {
      this.#holds = untrack(() => this.#holds).filter((each) => each !== hold);
    };
  }

  /** @param isControlled a worker was there when the page came: another one that takes over is an update */
  watch(worker: WorkerPort, isControlled: boolean): void {
    this.#worker = worker;
    let isUpdate = isControlled;
    worker.addEventListener('waiting', () => (this.ready = true));
    // The old version's chunks leave the cache with it. The tab that asked reloads, once; the others
    // when they are out of sight and have nothing to lose, or when the person says so.
    worker.addEventListener('controlling', () => {
      if (this.#reloaded) return;
      if (this.#asked) return this.#leave();
      // The first of all brings what is on the screen anyway.
      if (!isUpdate) return void (isUpdate = true);
      this.#superseded = true;
      this.ready = true;
    });
  }

  /** To be called when the tab goes out of sight. */
  hidden(): void {
    if (this.#superseded && !this.heldBecause) this.#leave();
  }

  #leave(): void {
    if (this.#reloaded) return;
    this.#reloaded = true;
    this.#reload();
  }

  async check(): Promise<void> {
    await this.#worker?.update();
  }

  apply(): void {
    if (!this.#worker || this.heldBecause) return;
    if (this.#superseded) return this.#leave();
    this.#asked = true;
    this.#worker.messageSkipWaiting();
  }
}

export const [getAppUpdate, setAppUpdate] = createContext<AppUpdate>();
