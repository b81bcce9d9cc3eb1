import { AppError } from '#shared/errors';

interface Tries {
  /** Wrong ones in a row. */
  wrong: number;
  /** Until when nothing is looked at, by the monotonic clock. */
  until: number;
}

const free = 5;
const longestMs = 15 * 60_000;
const mostNames = 10_000;

/**
 * Slows down whoever guesses: five tries, then each wrong one doubles the wait, for the account and for the
 * address apart. Right ones forget. It counts before it looks, so that many at once are many.
 */
export function createThrottle(monotonic: () => number) {
  const tries = new Map<string, Tries>();

  function take(name: string) {
    const known = tries.get(name) ?? { wrong: 0, until: 0 };
    const waitMs = known.until - monotonic();
    if (waitMs > 0) {
      throw new AppError('RATE_LIMITED', {
        retryAfterMs: waitMs,
        detail: `Too many tries. The next one is in ${Math.ceil(waitMs / 1000)} s.`
      });
    }
    const wrong = known.wrong + 1;
    const waits = wrong < free ? 0 : Math.min(longestMs, 2 ** (wrong - free) * 1000);
    if (tries.size >= mostNames) forgetOldest();
    tries.delete(name);
    tries.set(name, { wrong, until: monotonic() + waits });
  }

  function forgetOldest() {
    const [oldest] = tries.keys();
    if (oldest !== undefined) tries.delete(oldest);
  }

  return {
    /** @throws AppError RATE_LIMITED; if the work answers, what was counted is forgotten. */
    async guard<T>(names: string[], work: () => Promise<T>): Promise<T> {
      names.forEach(take);
      const answer = await work();
      for (const name of names) tries.delete(name);
      return answer;
    }
  };
}
export type Throttle = ReturnType<typeof createThrottle>;
