import { beforeEach, expect, test } from 'vitest';
import { AppError } from '#shared/errors';
import { createLoop, type Loop } from './loop';

let rounds: { end(): void; fail(reason: unknown): void }[];
let timers: { ms: number; tick: () => void }[];
let changes: string[];
let loop: Loop;

const settled = () => new Promise((resolve) => setTimeout(resolve));

beforeEach(() => {
  rounds = [];
  timers = [];
  changes = [];
  loop = createLoop({
    engine: {
      round: () => new Promise((resolve, reject) => rounds.push({ end: resolve, fail: reject }))
    },
    after(ms, tick) {
      const timer = { ms, tick };
      timers.push(timer);
      return () => (timers = timers.filter((other) => other !== timer));
    },
    random: () => 1,
    onChange: (change) => changes.push(typeof change === 'string' ? change : 'failed')
  });
});

test('wakes during a round become one more round', async () => {
  loop.wake();
  loop.wake();
  loop.wake();
  expect(rounds).toHaveLength(1);
  rounds[0]?.end();
  await settled();
  expect(rounds).toHaveLength(2);
  rounds[1]?.end();
  await settled();
  expect(rounds).toHaveLength(2);
  expect(timers.map((timer) => timer.ms)).toEqual([60_000]);
});

test('failures wait longer and longer, an edit does not shorten it, coming back does', async () => {
  loop.wake();
  const waits: number[] = [];
  for (let count = 0; count < 5; count++) {
    rounds.at(-1)?.fail(new AppError('OFFLINE'));
    await settled();
    waits.push(timers[0]?.ms ?? 0);
    loop.wake();
    timers[0]?.tick();
  }
  expect(waits).toEqual([250, 500, 1000, 2000, 2000]);
  rounds.at(-1)?.fail(new AppError('OFFLINE'));
  await settled();
  const before = rounds.length;
  loop.wake('now');
  expect(rounds).toHaveLength(before + 1);
});

test('what the server asks to wait is waited', async () => {
  loop.wake();
  rounds[0]?.fail(new AppError('SERVER_BUSY', { retryAfterMs: 9000 }));
  await settled();
  expect(timers.map((timer) => timer.ms)).toEqual([9000]);
});

test('a flush waits for a round that begins after it, and says why it failed', async () => {
  loop.wake();
  let flushed = false;
  const flush = loop.flush().then(() => (flushed = true));
  rounds[0]?.end();
  await settled();
  expect(flushed).toBe(false);
  rounds[1]?.end();
  await flush;
  const failing = loop.flush();
  await settled();
  rounds[2]?.fail(new AppError('OFFLINE'));
  await expect(failing).rejects.toThrow('OFFLINE');
});

test('after stop nothing runs', () => {
  loop.stop();
  loop.wake('now');
  expect(rounds).toEqual([]);
});
