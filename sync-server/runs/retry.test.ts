import { expect, test } from 'vitest';
import { AppError } from '#shared/errors';
import { retryWait } from './retry.ts';

const busy = (retryAfterMs?: number) => new AppError('RATE_LIMITED', { retryAfterMs });

test('waits with full jitter that grows, and never less than the provider asks', () => {
  expect(retryWait(busy(), 1, () => 1)).toBe(500);
  expect(retryWait(busy(), 2, () => 1)).toBe(1000);
  expect(retryWait(busy(), 1, () => 0)).toBe(0);
  expect(retryWait(busy(15_000), 1, () => 1)).toBe(15_000);
});

test('gives up on the third attempt, beyond patience, and after a second 500', () => {
  expect(retryWait(busy(), 3, () => 1)).toBeNull();
  expect(retryWait(busy(15_001), 1, () => 1)).toBeNull();
  const broken = new AppError('MODEL_UNAVAILABLE', { facts: { providerStatus: 500 } });
  expect(retryWait(broken, 1, () => 0)).toBe(0);
  expect(retryWait(broken, 2, () => 0)).toBeNull();
});
