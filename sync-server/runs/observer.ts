import type { ErrorCode } from '#shared/errors';
import type { ModelInfo } from '#shared/models';
import type { Ending } from './ending.ts';
import type { AttemptLine } from './tally.ts';

/**
 * What the engine tells whoever measures it: facts and figures, never content. Told once per run or
 * attempt, never per token. Times are milliseconds.
 */
export interface RunObserver {
  /** A run was let in. */
  begin(run: { id: string; model: ModelInfo; kind: 'text' | 'messages' }): ObservedRun;
}

export interface ObservedRun {
  /**
   * The model is called; to be told how that call went, `null` for a proper end. The call of a stopped
   * run may be read on, and is then over after its run.
   */
  attempt(): (error: ErrorCode | null, line: AttemptLine) => void;
  /** The first request is on its way to the model, so long after admission. */
  sent(afterMs: number): void;
  /** It is over. `entries` are the events of its log, `cancelMs` what a stop took to take effect. */
  end(ending: Ending, facts: { entries: number; cancelMs: number | null }): void;
}

/** Tells all of `observers`. */
export function observedBy(observers: RunObserver[]): RunObserver {
  return {
    begin(run) {
      const observed = observers.map((each) => each.begin(run));
      return {
        attempt() {
          const ends = observed.map((each) => each.attempt());
          return (error, line) => ends.forEach((end) => end(error, line));
        },
        sent: (afterMs) => observed.forEach((each) => each.sent(afterMs)),
        end: (ending, facts) => observed.forEach((each) => each.end(ending, facts))
      };
    }
  };
}
