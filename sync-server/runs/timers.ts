/** The only timer this folder knows, so that tests can own time. */
export interface Timers {
  /** Calls `wake` once after `ms`; the answer takes it back. */
  after(ms: number, wake: () => void): () => void;
}

export const realTimers: Timers = {
  after(ms, wake) {
    const handle = setTimeout(wake, ms);
    return () => clearTimeout(handle);
  }
};
