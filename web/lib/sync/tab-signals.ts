/** What the browser says of this tab. */
export interface TabSignals {
  visible(): boolean;
  listen(to: { shown(): void; hidden(): void; frozen(): void; resumed(): void }): void;
  stop(): void;
}

/** Frozen is also what a page becomes that goes into the back/forward cache. */
export function createTabSignals(document: Document, window: Window): TabSignals {
  const leaving = new AbortController();
  return {
    visible: () => document.visibilityState === 'visible',
    listen(to) {
      const { signal } = leaving;
      const turned = () => (document.visibilityState === 'visible' ? to.shown() : to.hidden());
      document.addEventListener('visibilitychange', turned, { signal });
      document.addEventListener('freeze', () => to.frozen(), { signal });
      document.addEventListener('resume', () => to.resumed(), { signal });
      window.addEventListener('pagehide', () => to.frozen(), { signal });
      window.addEventListener('pageshow', () => to.resumed(), { signal });
    },
    stop: () => leaving.abort()
  };
}
