import fc from 'fast-check';
import { expect, test } from 'vitest';
import { AppError, errorCodes } from '#shared/errors';
import type { Failures } from './retry.ts';
import { retryWait, withWait } from './retry.ts';

const busy = (retryAfterMs?: number) => new AppError('RATE_LIMITED', { retryAfterMs });
const unavailable = (providerStatus: number) =>
  new AppError('MODEL_UNAVAILABLE', { facts: { providerStatus } });
const after = (error: AppError, more: Partial<Failures> = {}): Failures => ({
  error,
  attempts: 1,
  broken: 0,
  ambiguous: 0,
  idempotent: false,
  ...more
});

test('waits with full jitter that grows, and never less than the provider asks', () => {
  expect(retryWait(after(busy()), () => 1)).toBe(500);
  expect(retryWait(after(busy(), { attempts: 2 }), () => 1)).toBe(1000);
  expect(retryWait(after(busy()), () => 0)).toBe(0);
  expect(retryWait(after(busy(15_000)), () => 1)).toBe(15_000);
});

test('gives up on the third attempt, beyond patience, and after a second 500', () => {
  expect(retryWait(after(busy(), { attempts: 3 }), () => 1)).toBeNull();
  expect(retryWait(after(busy(15_001)), () => 1)).toBeNull();
  expect(retryWait(after(unavailable(500), { broken: 1 }), () => 0)).toBe(0);
  expect(retryWait(after(unavailable(503), { attempts: 2, broken: 1 }), () => 0)).toBe(0);
  expect(retryWait(after(unavailable(500), { attempts: 2, broken: 1 }), () => 0)).toBe(0);
  expect(retryWait(after(unavailable(500), { attempts: 2, broken: 2 }), () => 0)).toBeNull();
});

test.each([
  [408, true],
  [500, true],
  [501, false],
  [502, true],
  [503, true],
  [504, true],
  [505, false],
  [520, false],
  [529, true]
])('status %i passes: %s', (status, passes) => {
  expect(retryWait(after(unavailable(status), { broken: 1 }), () => 0) !== null).toBe(passes);
});

test('does not ask again for a name that does not exist', () => {
  const unknown = new AppError('MODEL_UNAVAILABLE', { facts: { sent: false, lasting: true } });
  expect(retryWait(after(unknown), () => 0)).toBeNull();
});

test('sends again what may have been billed only to a provider that runs it once, and once', () => {
  const error = new AppError('UPSTREAM_AMBIGUOUS');
  expect(retryWait(after(error, { ambiguous: 1 }), () => 0)).toBeNull();
  expect(retryWait(after(error, { ambiguous: 1, idempotent: true }), () => 0)).toBe(0);
  const twice = { attempts: 2, ambiguous: 2, idempotent: true };
  expect(retryWait(after(error, twice), () => 0)).toBeNull();
});

test('whatever happens, a wait is within its bounds and money is never asked for twice', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...errorCodes),
      fc.option(fc.nat({ max: 60_000 }), { nil: undefined }),
      fc.integer({ min: 1, max: 5 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (code, retryAfterMs, attempts, chance) => {
        const error = new AppError(code, { retryAfterMs });
        const wait = retryWait(after(error, { attempts }), () => chance);
        if (wait === null) return;
        expect(['RATE_LIMITED', 'MODEL_UNAVAILABLE', 'TIMEOUT_CONNECT']).toContain(code);
        expect(attempts).toBeLessThan(3);
        expect(wait).toBeGreaterThanOrEqual(retryAfterMs ?? 0);
        expect(wait).toBeLessThanOrEqual(15_000);
      }
    )
  );
});

test('says the wait in words where nobody waits', () => {
  const long = new AppError('RATE_LIMITED', { retryAfterMs: 3_600_000, detail: 'Daily limit.' });
  expect(withWait(long).detail).toBe('The provider asks to wait 60 min. Daily limit.');
  expect(withWait(new AppError('RATE_LIMITED')).detail).toBeUndefined();
});
