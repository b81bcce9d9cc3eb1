import fc from 'fast-check';
import { expect, test } from 'vitest';
import { levelOf, takeOne } from './token-bucket.ts';
import type { Bucket } from './token-bucket.ts';

const rate = { quota: 60, windowMs: 60_000 };

test('in any span no more is taken than a full bucket and what flowed in', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(3000), { minLength: 1, maxLength: 300 }), (gaps) => {
      let bucket: Bucket | undefined;
      let now = 0;
      let taken = 0;
      for (const gap of gaps) {
        now += gap;
        const next = takeOne(bucket, rate, now);
        bucket = next.bucket;
        if (next.waitMs === 0) taken += 1;
        expect(taken).toBeLessThanOrEqual(rate.quota + (now * rate.quota) / rate.windowMs + 1e-6);
      }
    })
  );
});

test('whoever waits as long as is told gets one', () => {
  fc.assert(
    fc.property(fc.double({ min: 0, max: 0.99, noNaN: true }), (level) => {
      const { bucket, waitMs } = takeOne({ level, at: 0 }, rate, 0);
      expect(waitMs).toBeGreaterThan(0);
      expect(levelOf(bucket, rate, waitMs)).toBeGreaterThanOrEqual(1 - 1e-9);
    })
  );
});

test('a clock that steps back takes nothing away', () => {
  expect(levelOf({ level: 5, at: 1000 }, rate, 0)).toBe(5);
});
