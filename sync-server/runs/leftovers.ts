/** Calls that outlive their runs: they are only read to their end, for what they say of their usage. */
export interface Leftovers {
  add(over: Promise<unknown>, abort: () => void): void;
  /** Ends those there are, and waits until what they said is kept. */
  close(): Promise<void>;
}

export function createLeftovers(): Leftovers {
  const left = new Map<Promise<unknown>, () => void>();
  return {
    add(over, abort) {
      left.set(over, abort);
      void over.finally(() => left.delete(over));
    },
    async close() {
      const all = [...left];
      for (const [, abort] of all) abort();
      await Promise.all(all.map(([over]) => over));
    }
  };
}
