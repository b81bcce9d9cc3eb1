import fc from 'fast-check';
import { expect, test } from 'vitest';
import { corrected, recent, used, waitFor } from './sliding-window.ts';
import type { Window } from './sliding-window.ts';

const windowMs = 60_000;

test('no window of a minute ever holds more than the quota', () => {
  const steps = fc.array(
    fc.record({ after: fc.nat(30_000), amount: fc.integer({ min: 1, max: 5 }) })
  );
  fc.assert(
    fc.property(fc.integer({ min: 5, max: 20 }), steps, (quota, asked) => {
      let now = 0;
      let window: Window = [];
      const all: { at: number; amount: number }[] = [];
      asked.forEach(({ after, amount }, index) => {
        now += after;
        window = recent(window, now, windowMs);
        if (waitFor(window, amount, now, { quota, windowMs }) !== 0) return;
        window = [...window, { id: String(index), at: now, amount }];
        all.push({ at: now, amount });
      });
      for (const { at } of all) {
        const inside = all.filter((one) => one.at <= at && one.at > at - windowMs);
        expect(inside.reduce((sum, one) => sum + one.amount, 0)).toBeLessThanOrEqual(quota);
      }
    })
  );
});

test('the wait that is told is long enough, and not a millisecond longer', () => {
  const taken = fc.array(
    fc.record({ at: fc.integer({ min: 1, max: windowMs }), amount: fc.nat(5) }),
    {
      maxLength: 12
    }
  );
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 20 }),
      taken,
      fc.integer({ min: 1, max: 20 }),
      (quota, list, amount) => {
        const window = list
          .sort((a, b) => a.at - b.at)
          .map((one, index) => ({ ...one, id: String(index) }));
        const now = windowMs;
        const wait = waitFor(window, amount, now, { quota, windowMs });
        expect(wait === null).toBe(amount > quota);
        const left = (at: number) => used(recent(window, at, windowMs)) + amount;
        if (wait === null) return;
        expect(left(now + wait)).toBeLessThanOrEqual(quota);
        if (wait > 0) expect(left(now + wait - 1)).toBeGreaterThan(quota);
      }
    )
  );
});

test('what turned out smaller makes room', () => {
  const window = corrected([{ id: 'a', at: 1, amount: 100 }], 'a', 10);
  expect(waitFor(window, 90, 2, { quota: 100, windowMs })).toBe(0);
});
