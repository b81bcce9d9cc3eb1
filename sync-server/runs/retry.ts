import type { AppError, ErrorCode } from '#shared/errors';

const attemptsAtMost = 3;
const baseMs = 500;
const capMs = 8_000;
/** A provider that asks for more patience than this is answered with a failure now. */
const patienceMs = 15_000;

/** What may pass by itself. Money (quota) and what may already be billed never are in here. */
const passing = new Set<ErrorCode>(['RATE_LIMITED', 'MODEL_UNAVAILABLE', 'TIMEOUT_CONNECT']);

/**
 * Milliseconds to wait before the next attempt, or `null` to give up. Full jitter, with the provider's
 * own wish as a minimum. To be asked only while nothing of the answer was shown.
 * @param attempt the attempt that failed, from 1
 */
export function retryWait(error: AppError, attempt: number, random: () => number): number | null {
  if (!passing.has(error.code) || attempt >= attemptsAtMost) return null;
  const broken = error.facts['providerStatus'] === 500; // a bug over there rather than load: once
  if (broken && attempt > 1) return null;
  const asked = error.retryAfterMs ?? 0;
  if (asked > patienceMs) return null;
  const jittered = random() * Math.min(capMs, baseMs * 2 ** (attempt - 1));
  return Math.max(asked, Math.round(jittered));
}
