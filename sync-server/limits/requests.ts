import type { MiddlewareHandler } from 'hono';
import { AppError } from '#shared/errors';
import type { Env } from '../http/route.ts';
import { rateFields } from './rate-fields.ts';
import type { LimitSettings } from './settings.ts';
import { levelOf, takeOne } from './token-bucket.ts';
import type { Bucket } from './token-bucket.ts';

const windowMs = 60_000;
/** One address may be several people’s. */
const perAddress = 24_000;
/** Names remembered before the full buckets among them, which say nothing, are forgotten. */
const mostBuckets = 10_000;

/** Requests per person and per address. A request that is refused has cost nothing but this. */
export function requestRates(deps: {
  settings: LimitSettings;
  monotonic: () => number;
  perAddress?: number;
}): MiddlewareHandler<Env> {
  const { settings, monotonic } = deps;
  const addressRate = { quota: deps.perAddress ?? perAddress, windowMs };
  const persons = new Map<string, Bucket>();
  const addresses = new Map<string, Bucket>();

  function take(buckets: Map<string, Bucket>, key: string, quota: number): number {
    const now = monotonic();
    if (buckets.size > mostBuckets)
      for (const [name, bucket] of buckets)
        if (levelOf(bucket, { quota, windowMs }, now) >= quota) buckets.delete(name);
    const { bucket, waitMs } = takeOne(buckets.get(key), { quota, windowMs }, now);
    buckets.set(key, bucket);
    return waitMs;
  }

  return async (c, next) => {
    const principal = c.get('principal');
    const address = c.get('address');
    const quota = principal ? settings.of(principal.organizationId).requestsPerMinute : null;
    const waitMs = Math.max(
      take(addresses, address, addressRate.quota),
      principal && quota ? take(persons, principal.userId, quota) : 0
    );

    function tell() {
      if (!principal || !quota || c.env?.outgoing?.headersSent) return;
      const left = levelOf(persons.get(principal.userId), { quota, windowMs }, monotonic());
      const resetS = ((quota - left) * windowMs) / quota / 1000;
      const own = { name: 'requests', quota, windowS: windowMs / 1000, left, resetS };
      for (const [name, value] of Object.entries(rateFields([own]))) {
        // A run that was started says more about itself.
        const told = c.res.headers.get(name);
        c.header(name, told ? `${value}, ${told}` : value);
      }
    }

    if (waitMs > 0) {
      tell();
      throw new AppError('RATE_LIMITED', {
        retryAfterMs: waitMs,
        detail: `This server takes ${(quota ?? addressRate.quota).toLocaleString('en')} requests a minute.`,
        facts: { violatedPolicies: ['requests'] }
      });
    }
    await next();
    tell();
  };
}
