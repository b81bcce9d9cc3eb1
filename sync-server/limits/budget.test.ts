import { expect, test } from 'vitest';
import { AppError } from '#shared/errors';
import { freePrice } from '#shared/model-price';
import { asking, limited, problemOf } from './testing/limited.ts';

test('a run reserves what it may cost and settles what it did', async () => {
  const h = await limited({ dayNanoUsd: 1_000_000 });
  await h.ask();
  expect(h.kinds()).toEqual([['reserve', 100 + 10 * 200]]);
  await h.time.settle();
  expect((await h.now()).heldNanoUsd).toBe(2100);
  h.provider.last().say('x');
  h.provider.last().end({ inputTokens: 3, outputTokens: 2 });
  await h.time.settle();
  expect(h.kinds()).toEqual([
    ['reserve', 2100],
    ['settle', 700]
  ]);
  expect(await h.now()).toMatchObject({
    heldNanoUsd: 0,
    liveRuns: 0,
    day: { spentNanoUsd: 700 },
    month: { spentNanoUsd: 700 }
  });
});

test.each([
  [
    'a stop',
    (h: Awaited<ReturnType<typeof limited>>, id: string) => h.post(`/v1/runs/${id}/cancel`, {})
  ],
  [
    'a failure in the middle',
    async (h: Awaited<ReturnType<typeof limited>>) =>
      h.provider.last().fail(new AppError('UPSTREAM_PROTOCOL'))
  ],
  ['a deadline', async (h: Awaited<ReturnType<typeof limited>>) => h.time.advance(200_000)]
])('%s settles what was used until then and frees the slot', async (_what, finish) => {
  const h = await limited();
  const id = await h.idOf(h.ask());
  h.provider.last().say('abcd');
  await h.time.settle();
  await finish(h, id);
  await h.time.settle();
  expect(h.kinds()).toEqual([
    ['reserve', 2100],
    ['settle', 100 + 200]
  ]);
  expect(await h.now()).toMatchObject({ heldNanoUsd: 0, liveRuns: 0 });
});

test('a refusal of the provider costs nothing, and that is known', async () => {
  const h = await limited();
  await h.idOf(h.ask());
  h.provider.last().fail(new AppError('INVALID_API_KEY', { facts: { providerStatus: 401 } }));
  await h.time.settle();
  expect(h.kinds().map(([kind]) => kind)).toEqual(['reserve', 'settle']);
  expect((await h.now()).day).toMatchObject({ spentNanoUsd: 0, unknown: 0 });
});

test('each attempt is a line of its own', async () => {
  const h = await limited();
  await h.idOf(h.ask());
  h.provider.last().fail(new AppError('RATE_LIMITED', { facts: { providerStatus: 429 } }));
  await h.time.advance(4000);
  h.provider.last().end({ inputTokens: 1, outputTokens: 1 });
  await h.time.settle();
  const lines = h.sql
    .prepare("select attempt, nano_usd as nanoUsd, outcome from ledger where kind = 'settle'")
    .all();
  expect(lines).toEqual([
    { attempt: 1, nanoUsd: 0, outcome: 'RATE_LIMITED' },
    { attempt: 2, nanoUsd: 300, outcome: 'done' }
  ]);
  expect((await h.usage()).total).toMatchObject({ runs: 1, costNanoUsd: 300 });
});

test('a run that could go beyond the budget is not begun, and says why and what to do', async () => {
  const h = await limited({ dayNanoUsd: 2000 });
  const refused = await problemOf(await h.ask());
  expect(refused).toMatchObject({ status: 402, code: 'BUDGET_EXCEEDED' });
  expect(refused.detail).toBe(
    'It may cost up to $0.0000021; of today’s $0.000002, $0.000002 is left.'
  );
  expect(h.provider.calls).toEqual([]);
  expect((await h.ask(asking(5))).status).toBe(201);
});

test('the month has a budget of its own, and a new day does not renew it', async () => {
  const h = await limited({ monthNanoUsd: 2500 });
  await h.idOf(h.ask());
  h.provider.last().end({ inputTokens: 1, outputTokens: 9 });
  await h.time.settle();
  await h.time.advance(24 * 60 * 60 * 1000);
  expect((await h.now()).day.spentNanoUsd).toBe(0);
  const refused = await problemOf(await h.ask());
  expect(refused).toMatchObject({ code: 'BUDGET_EXCEEDED' });
  expect(refused.detail).toContain('this month’s');
});

test('what is only reserved is waited for, not refused', async () => {
  const h = await limited({ dayNanoUsd: 4000 });
  await h.idOf(h.ask());
  const first = h.provider.last();
  const second = await h.idOf(h.ask());
  expect(h.provider.calls).toHaveLength(1);
  first.end({ inputTokens: 1, outputTokens: 1 });
  await h.time.settle();
  expect(h.provider.calls).toHaveLength(2);
  h.provider.last().end();
  await h.time.settle();
  expect((await h.show(second)).run.status).toBe('done');
});

test('a run that waits for money ends when the money is spent', async () => {
  const h = await limited({ dayNanoUsd: 4000 });
  await h.idOf(h.ask());
  const second = await h.idOf(h.ask());
  h.provider.last().say('x'.repeat(40));
  h.provider.last().end({ inputTokens: 10, outputTokens: 10 });
  await h.time.settle();
  expect((await h.show(second)).run).toMatchObject({
    status: 'failed',
    errorCode: 'BUDGET_EXCEEDED',
    usageSource: 'none',
    costNanoUsd: null
  });
  expect(h.provider.calls).toHaveLength(1);
});

test('an unknown price is counted as unknown, or refused where the owner says so', async () => {
  const h = await limited({ dayNanoUsd: 10 }, { model: { price: null } });
  await h.idOf(h.ask());
  h.provider.last().end({ inputTokens: 3, outputTokens: 2 });
  await h.time.settle();
  expect((await h.now()).day).toMatchObject({ spentNanoUsd: 0, unknown: 1 });
  expect((await h.usage()).total).toMatchObject({ runs: 1, unknown: 1, costNanoUsd: 0 });
  await h.set({ unknownPrices: 'refuse' });
  expect(await problemOf(await h.ask())).toMatchObject({ code: 'BUDGET_EXCEEDED' });
});

test('a model that costs nothing runs also when the budget is spent', async () => {
  const price = freePrice('test');
  const h = await limited({ dayNanoUsd: 0 }, { model: { price } });
  expect((await h.ask()).status).toBe(201);
});

test('a crash between reserving and settling is settled at the next boot by what is known', async () => {
  const h = await limited({ dayNanoUsd: 1_000_000 });
  await h.idOf(h.ask());
  h.provider.last().say('abcdefgh');
  await h.time.advance(300);
  const limits = h.bootLimits();
  const rebooted = h.boot(limits.gate);
  await rebooted.reap();
  await limits.recover();
  expect(h.kinds()).toEqual([
    ['reserve', 2100],
    ['settle', 100 + 2 * 200]
  ]);
  await limits.recover();
  expect(h.kinds()).toHaveLength(2);
  expect((await h.usage()).total).toMatchObject({ runs: 1, estimated: 1, costNanoUsd: 500 });
});

test('a budget survives a restart', async () => {
  const h = await limited({ dayNanoUsd: 2500 });
  await h.idOf(h.ask());
  h.provider.last().end({ inputTokens: 1, outputTokens: 9 });
  await h.time.settle();
  const app = h.appOf(h.boot(h.bootLimits().gate));
  const body = JSON.stringify({ content: asking(10) });
  const headers = { 'content-type': 'application/json' };
  const answer = await app.request('/v1/runs', { method: 'POST', body, headers });
  expect(await problemOf(answer)).toMatchObject({ code: 'BUDGET_EXCEEDED' });
});

test('of a temporary run nothing is kept but what it cost that day', async () => {
  const h = await limited({ dayNanoUsd: 1_000_000 });
  await h.idOf(h.ask(asking(10, 'A kumquat of a thought'), { store: false, promptId: null }));
  h.provider.last().say('A kumquat of an answer');
  h.provider.last().end({ inputTokens: 5, outputTokens: 5 });
  await h.time.settle();
  const lines = h.sql.prepare('select * from ledger').all() as Record<string, unknown>[];
  expect(lines).toHaveLength(2);
  const midnight = new Date(h.time.now()).setHours(0, 0, 0, 0);
  for (const line of lines)
    expect(line).toMatchObject({
      run_id: null,
      prompt_id: null,
      model: null,
      price: null,
      at: midnight
    });
  expect((await h.now()).day.spentNanoUsd).toBe(1500);
  expect((await h.usage()).byModel).toEqual([
    expect.objectContaining({ model: null, costNanoUsd: 1500 })
  ]);
  expect(h.sql.serialize().includes('kumquat')).toBe(false);
});

test('a temporary run of a model that costs nothing leaves nothing at all', async () => {
  const price = freePrice('test');
  const h = await limited({}, { model: { price } });
  const before = h.sql.serialize();
  await h.idOf(h.ask(asking(10), { store: false, promptId: null }));
  h.provider.last().end({ inputTokens: 5, outputTokens: 5 });
  await h.time.settle();
  expect(Buffer.compare(before, h.sql.serialize())).toBe(0);
});

test('what could not be written down when the disk was full is not lost', async () => {
  const h = await limited();
  await h.idOf(h.ask());
  const pages = String(h.sql.pragma('page_count', { simple: true }));
  h.sql.pragma(`max_page_count = ${pages}`);
  h.provider.last().say('x'.repeat(300_000));
  h.provider.last().end({ inputTokens: 1, outputTokens: 1 });
  await h.time.settle();
  expect(await h.now()).toMatchObject({ liveRuns: 0, heldNanoUsd: 0, day: { spentNanoUsd: 300 } });
  h.sql.pragma('max_page_count = 1000000');
  await h.time.advance(61_000);
  expect(h.kinds()).toEqual([
    ['reserve', 2100],
    ['settle', 300]
  ]);
});
