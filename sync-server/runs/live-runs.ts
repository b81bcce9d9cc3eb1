import type { Entry } from './event-log.ts';
import type { LiveRun } from './live-run.ts';
import type { Timers } from './timers.ts';

/** Ended runs stay readable from memory for a while: a reader may just be reconnecting. */
const lingerMs = 60_000;

/** The runs of this process by id. */
export interface LiveRuns {
  add(run: LiveRun): void;
  /** Takes back a run that was never begun. */
  remove(run: LiveRun): void;
  /** With a person it is what they may see: of temporary runs their own alone. */
  get(scope: string, id: string, person?: string): LiveRun | null;
  /** Those that have not ended. */
  all(): LiveRun[];
  /** Calls `listener` with every run that begins and its first entry, until the answer is called. */
  onBegin(listener: (run: LiveRun, entry: Entry) => void): () => void;
}

export function createLiveRuns(timers: Timers, owes: (runId: string) => boolean): LiveRuns {
  const runs = new Map<string, LiveRun>();
  /** Kept apart from those that only linger, of which there may be very many. */
  const unended = new Set<LiveRun>();
  const listeners = new Set<(run: LiveRun, entry: Entry) => void>();
  const all = () => [...unended].filter((run) => !run.log.ended);

  /** What is not on the disk yet stays in memory. */
  function forgetLater(run: LiveRun) {
    timers.after(lingerMs, () => {
      if (owes(run.id)) forgetLater(run);
      else runs.delete(run.id);
    });
  }

  return {
    add(run) {
      runs.set(run.id, run);
      unended.add(run);
      const stop = run.log.follow((entry) => {
        stop();
        for (const listener of listeners) listener(run, entry);
      });
      void run.ended.then(() => {
        unended.delete(run);
        forgetLater(run);
      });
    },
    remove(run) {
      runs.delete(run.id);
      unended.delete(run);
    },
    get(scope, id, person) {
      const run = runs.get(id);
      if (run?.scope !== scope) return null;
      return run.store || person === undefined || run.person === person ? run : null;
    },
    all,
    onBegin(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    }
  };
}
