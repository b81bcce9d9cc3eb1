/// <reference types="vite-plugin-pwa/client" />

declare global {
  /** Short commit this was built from, or "unversioned". */
  const __COMMIT__: string;

  /** Chromium's offer to install, not in the DOM types. */
  interface BeforeInstallPromptEvent extends Event {
    prompt(): Promise<{ outcome: 'accepted' | 'dismissed' }>;
  }
  interface WindowEventMap {
    beforeinstallprompt: BeforeInstallPromptEvent;
  }

  namespace App {
    interface Error {
      message: string;
      /** Stable code where there is one. */
      code?: string;
    }
  }
}

export {};
