/**
 * One tab does the talking. Only an optimisation: rounds are safe in any number of tabs at once, so a
 * browser without locks, or a leader that is frozen, costs requests and nothing else.
 */
export interface Leader {
  /** Calls back when this tab may talk for all, until `stop`. */
  start(onElected: () => void): void;
  stop(): void;
}

export function createLeader(locks: LockManager | undefined, name: string): Leader {
  let release = () => {};
  const leaving = new AbortController();
  return {
    start(onElected) {
      if (!locks) return onElected();
      const held = new Promise<void>((resolve) => (release = resolve));
      locks
        .request(name, { signal: leaving.signal }, () => {
          onElected();
          return held;
        })
        .catch((error: unknown) => {
          // Called off while waiting is how a tab leaves; no lock to be had means everyone talks.
          if (!leaving.signal.aborted) onElected();
          return error;
        });
    },
    stop() {
      leaving.abort();
      release();
    }
  };
}
