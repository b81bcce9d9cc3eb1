import type { Need } from '#shared/budget';
import type { Limits } from '#shared/limits';
import type { Standing } from './rate-fields.ts';
import { tooManyRuns, tooManyTokens } from './refusals.ts';
import { corrected, recent, used, waitFor, without } from './sliding-window.ts';
import type { Window } from './sliding-window.ts';

const windowMs = 60_000;
const windowS = windowMs / 1000;

/** Runs and tokens per minute of each person: taken when a run is asked for, corrected at its end. */
export interface StartRates {
  /** @throws AppError RATE_LIMITED, BUDGET_EXCEEDED; then nothing was taken. */
  take(person: string, id: string, need: Need, limits: Limits): void;
  /** What a run really used. */
  correct(person: string, id: string, tokens: number): void;
  /** It was not begun. */
  giveBack(person: string, id: string): void;
  standings(person: string, limits: Limits): Standing[];
}

export function createStartRates(monotonic: () => number): StartRates {
  const persons = new Map<string, { runs: Window; tokens: Window }>();

  function of(person: string) {
    const now = monotonic();
    const { runs = [], tokens = [] } = persons.get(person) ?? {};
    return { runs: recent(runs, now, windowMs), tokens: recent(tokens, now, windowMs) };
  }

  function standing(window: Window, quota: number) {
    const first = window[0];
    const left = quota - used(window);
    return { quota, windowS, left, resetS: first ? (first.at + windowMs - monotonic()) / 1000 : 0 };
  }

  return {
    take(person, id, need, limits) {
      const now = monotonic();
      const { runs, tokens } = of(person);
      const runWait = waitFor(runs, 1, now, { quota: limits.runsPerMinute, windowMs });
      if (runWait === null || runWait > 0) throw tooManyRuns(limits, runWait ?? windowMs);
      const amount = need.inputTokens + need.outputTokens;
      const quota = limits.tokensPerMinute;
      const tokenWait = quota === null ? 0 : waitFor(tokens, amount, now, { quota, windowMs });
      if (tokenWait !== 0) throw tooManyTokens(limits, need, tokenWait);
      persons.set(person, {
        runs: [...runs, { id, at: now, amount: 1 }],
        tokens: [...tokens, { id, at: now, amount }]
      });
    },
    correct(person, id, amount) {
      const { runs, tokens } = of(person);
      persons.set(person, { runs, tokens: corrected(tokens, id, amount) });
    },
    giveBack(person, id) {
      const { runs, tokens } = of(person);
      persons.set(person, { runs: without(runs, id), tokens: without(tokens, id) });
    },
    standings(person, limits) {
      const { runs, tokens } = of(person);
      const own: Standing[] = [{ name: 'runs', ...standing(runs, limits.runsPerMinute) }];
      if (limits.tokensPerMinute !== null)
        own.push({ name: 'tokens', unit: 'tokens', ...standing(tokens, limits.tokensPerMinute) });
      return own;
    }
  };
}
