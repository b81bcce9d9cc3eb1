import { expect, test } from 'vitest';
import type * as z from 'zod/mini';
import { AppError } from '#shared/errors';
import { defaultLimits } from '#shared/limits';
import { UsageData } from './usage-data.svelte';

type Deps = ConstructorParameters<typeof UsageData>[0];

const span = { spentNanoUsd: 0, unknown: 0, endsAt: 1 };
const limits = {
  limits: defaultLimits,
  now: { liveRuns: 0, queuedRuns: 0, heldNanoUsd: 0, day: span, month: span },
  together: { heldNanoUsd: 0, day: span, month: span },
  timeZone: 'UTC'
};
const none = {
  runs: 0,
  inputTokens: 0,
  outputTokens: 0,
  reasoningTokens: 0,
  cachedTokens: 0,
  costNanoUsd: 0,
  unknown: 0,
  estimated: 0
};
const report = {
  from: '2026-11-15',
  to: '2026-11-21',
  timeZone: 'UTC',
  total: none,
  byDay: [],
  byModel: [],
  byPrompt: []
};

function open() {
  const kv = new Map<string, { key: string; value: unknown }>();
  const asked: string[] = [];
  let away = false;
  async function answer<S extends z.ZodMiniType>(path: string, schema: S) {
    asked.push(path);
    if (away) throw new AppError('OFFLINE');
    return schema.parse(path.startsWith('/v1/limits') ? limits : report);
  }
  const api = {
    get: answer,
    put: <S extends z.ZodMiniType>(path: string, body: unknown, schema: S) =>
      answer(`${path} ${JSON.stringify(body)}`, schema)
  };
  const table = {
    get: (key: string) => Promise.resolve(kv.get(key)),
    put: (row: { key: string; value: unknown }) => Promise.resolve(void kv.set(row.key, row))
  };
  const db = { kv: table } as unknown as Deps['db'];
  const now = () => Date.parse('2026-11-21T12:00Z');
  return {
    asked,
    leave: () => (away = true),
    data: () => new UsageData({ api, db, now })
  };
}

test('the last seven days are those up to today in the server’s place', async () => {
  const { asked, data } = open();
  const usage = data();
  await usage.load(7);
  expect(asked).toEqual(['/v1/limits', '/v1/usage?from=2026-11-15&to=2026-11-21']);
  expect(usage.report?.total.runs).toBe(0);
  expect(usage.error).toBeNull();
});

test('without the server the last answer is shown, and that it is the last one', async () => {
  const { leave, data } = open();
  await data().load(7);
  leave();
  const usage = data();
  await usage.load(30);
  expect(usage.error?.code).toBe('OFFLINE');
  expect(usage.report?.from).toBe('2026-11-15');
  expect(usage.askedAt).toBe(Date.parse('2026-11-21T12:00Z'));
});

test('a limit that could not be set says so, and what stands stays', async () => {
  const { leave, data } = open();
  const usage = data();
  await usage.loadLimits();
  leave();
  await usage.set({ dayNanoUsd: 5 });
  expect(usage.refused?.code).toBe('OFFLINE');
  expect(usage.limits?.limits.dayNanoUsd).toBeNull();
});
