import { AppError } from '#shared/errors';
import { levelOf, takeOne } from '../limits/token-bucket.ts';
import type { Bucket, Rate } from '../limits/token-bucket.ts';

/** Wrong secrets of one address; a person who mistypes a link is far below it. */
const wrong: Rate = { quota: 30, windowMs: 60_000 };
/** Opened links of one address, which may be several people’s. */
const opened: Rate = { quota: 600, windowMs: 60_000 };
const mostNames = 10_000;

/** Slows down whoever guesses at links, by address; whether a guess was right changes nothing about it. */
export interface OpenRates {
  /** Before a link is looked up. @throws AppError RATE_LIMITED */
  take(address: string): void;
  /** It opened nothing. */
  failed(address: string): void;
}

export function createOpenRates(monotonic: () => number): OpenRates {
  const failures = new Map<string, Bucket>();
  const all = new Map<string, Bucket>();

  function spend(buckets: Map<string, Bucket>, rate: Rate, address: string): number {
    const now = monotonic();
    if (buckets.size > mostNames)
      for (const [name, bucket] of buckets)
        if (levelOf(bucket, rate, now) >= rate.quota) buckets.delete(name);
    const { bucket, waitMs } = takeOne(buckets.get(address), rate, now);
    buckets.set(address, bucket);
    return waitMs;
  }

  return {
    take(address) {
      const level = levelOf(failures.get(address), wrong, monotonic());
      const missing = level >= 1 ? 0 : ((1 - level) * wrong.windowMs) / wrong.quota;
      const waitMs = Math.max(spend(all, opened, address), Math.ceil(missing));
      if (waitMs > 0) throw new AppError('RATE_LIMITED', { retryAfterMs: waitMs });
    },
    failed: (address) => void spend(failures, wrong, address)
  };
}
