import { createContext } from 'svelte';

const key = 'playground.install';

/**
 * The browser's own offer to install the app, held back until the person wants it. Once dismissed the
 * hint never comes back; Settings still offers it.
 */
export class InstallOffer {
  #event = $state.raw<BeforeInstallPromptEvent | null>(null);
  dismissed = $state(false);
  installed = $state(false);
  #storage: Storage;

  constructor(storage: Storage) {
    this.#storage = storage;
    this.dismissed = storage.getItem(key) === 'dismissed';
  }

  /** Whether the browser would install it now. */
  get possible(): boolean {
    return this.#event !== null && !this.installed;
  }

  listen(target: Window): () => void {
    const offered = (event: BeforeInstallPromptEvent) => {
      event.preventDefault();
      this.#event = event;
    };
    const done = () => {
      this.installed = true;
      this.#event = null;
    };
    this.installed = target.matchMedia('(display-mode: standalone)').matches;
    target.addEventListener('beforeinstallprompt', offered);
    target.addEventListener('appinstalled', done);
    return () => {
      target.removeEventListener('beforeinstallprompt', offered);
      target.removeEventListener('appinstalled', done);
    };
  }

  async install(): Promise<void> {
    const event = this.#event;
    // The event can be used once only; the browser gives a new one later.
    this.#event = null;
    const answer = await event?.prompt();
    if (answer?.outcome === 'dismissed') this.dismiss();
  }

  dismiss(): void {
    this.dismissed = true;
    this.#storage.setItem(key, 'dismissed');
  }
}

export const [getInstallOffer, setInstallOffer] = createContext<InstallOffer>();
