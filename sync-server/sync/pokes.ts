/** Tells whoever listens that a scope has moved. A lost poke is harmless: devices also ask by themselves. */
export interface Pokes {
  notify(scope: string, seq: number): void;
  /** Returns the way to stop listening. */
  subscribe(scope: string, listener: (seq: number) => void): () => void;
}

export function createPokes(): Pokes {
  const listeners = new Map<string, Set<(seq: number) => void>>();
  return {
    notify(scope, seq) {
      for (const listener of listeners.get(scope) ?? []) listener(seq);
    },
    subscribe(scope, listener) {
      const set = listeners.get(scope) ?? new Set();
      listeners.set(scope, set.add(listener));
      return () => {
        set.delete(listener);
        if (set.size === 0 && listeners.get(scope) === set) listeners.delete(scope);
      };
    }
  };
}
