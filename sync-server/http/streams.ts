import type { Principal } from './route.ts';

/** The event streams that are open, so that those of somebody who lost the right can be ended. */
export interface Streams {
  /** Returns the way to forget it. */
  add(of: Principal, end: () => void): () => void;
  /** Ends those that match; who still may comes back at once, and is asked who it is again. */
  close(which: (of: Principal) => boolean): void;
}

export function createStreams(): Streams {
  const open = new Map<() => void, Principal>();
  return {
    add(of, end) {
      open.set(end, of);
      return () => open.delete(end);
    },
    close(which) {
      for (const [end, of] of open) if (which(of)) end();
    }
  };
}
