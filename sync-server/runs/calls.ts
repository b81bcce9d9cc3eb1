import { AppError } from '#shared/errors';
import type { Attempt } from './attempt.ts';
import type { Settle } from './circuits.ts';
import { outcomeOf } from './circuits.ts';
import { isBroken, retryWait, withWait } from './retry.ts';
import type { Timers } from './timers.ts';

/** The calls of the model that one run makes: one after another, until one answers. */
export interface Calls {
  /** Resolves with `null` at a proper end, else with why there was none. */
  run(): Promise<AppError | null>;
  /** Ends it from our side; the first reason stands. With `readOn` the call itself is read to its end. */
  end(reason: AppError, readOn?: boolean): void;
  /** Why we ended it, if we did. */
  readonly cause: AppError | null;
}

export interface CallsDeps {
  /** Begins call `number`, from 1; `onAnswer` is for the moment its provider says anything. */
  begin(number: number, onAnswer: () => void): Attempt;
  /** @throws AppError PROVIDER_PAUSED when the provider is to be left alone. */
  enter(): Settle;
  /** A call is over, with `null` at a proper end; comes late where it was left. */
  onOver(number: number, error: AppError | null): void;
  onRetry(retry: { code: string; attempt: number; waitMs: number }): void;
  /** Whether anything of an answer was shown: then nothing is tried again. */
  hasShown(): boolean;
  /** The model said its last word, whatever became of its connection. */
  hasFinished(): boolean;
  asRunError(thrown: unknown): AppError;
  idempotent: boolean;
  /** Milliseconds left of the run's time. */
  left(): number;
  timers: Timers;
  random: () => number;
}

export function createCalls(deps: CallsDeps): Calls {
  let cause: AppError | null = null;
  let attempt: Attempt | null = null;
  let wake: () => void = () => undefined;
  let leave: (reason: AppError) => void = () => undefined;

  /** One call to its end, or until it is left, and what it says of its server. */
  async function call(number: number, settle: Settle): Promise<AppError | null> {
    attempt = deps.begin(number, () => settle('answered'));
    const over = attempt.over.then(concludes);
    void over.then((error) => {
      if (error) settle(outcomeOf(error), error);
      else settle('answered');
      attempt = null;
      deps.onOver(number, error);
    });
    return Promise.race([over, new Promise<AppError>((resolve) => (leave = resolve))]);
  }

  function concludes(thrown: unknown): AppError | null {
    if (thrown === null) return null;
    const error = deps.asRunError(thrown);
    // The model had finished; only its connection lingered.
    return error.code === 'TIMEOUT_IDLE' && deps.hasFinished() ? null : error;
  }

  async function run(): Promise<AppError | null> {
    let last: AppError | null = null;
    let broken = 0;
    let ambiguous = 0;
    for (let number = 1; ; number++) {
      if (cause) return cause;
      const settle = enter();
      // What the provider itself said last is more than that it is to be left alone now.
      if (settle instanceof AppError) return last ?? settle;
      const error = await call(number, settle);
      if (cause) return cause;
      if (error === null) return null;
      last = error;
      if (isBroken(error)) broken += 1;
      if (error.code === 'UPSTREAM_AMBIGUOUS') ambiguous += 1;
      const failures = { error, attempts: number, broken, ambiguous };
      const waitMs = deps.hasShown()
        ? null
        : retryWait({ ...failures, idempotent: deps.idempotent }, deps.random);
      if (waitMs === null || waitMs >= deps.left()) return withWait(error);
      deps.onRetry({ code: error.code, attempt: number + 1, waitMs });
      await pause(waitMs);
    }
  }

  function enter(): Settle | AppError {
    try {
      return deps.enter();
    } catch (error) {
      if (error instanceof AppError) return error;
      throw error;
    }
  }

  function pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const cancel = deps.timers.after(ms, resolve);
      wake = () => {
        cancel();
        resolve();
      };
    });
  }

  return {
    run,
    end(reason, readOn = false) {
      cause ??= reason;
      if (readOn) leave(cause);
      else attempt?.abort(cause);
      wake();
    },
    get cause() {
      return cause;
    }
  };
}
