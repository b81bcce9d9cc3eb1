import { expect, test } from 'vitest';
import { freePrice } from '#shared/model-price';
import { AppError } from '#shared/errors';
import type { LimitsAnswer, LimitsPatch } from '#shared/limits';
import type { UsageReport } from '#shared/usage-report';
import { contentOf, createHarness, fold, readEvents } from '../runs/testing/harness.ts';

// The model of the harness costs 100 nano-dollars a token in and 200 out.
const asking = (maxTokens: number, text = 'abc') =>
  contentOf(text, { modelConfig: { model: 'test/m', maxTokens } });

async function limited(patch: LimitsPatch = {}, options: Parameters<typeof createHarness>[0] = {}) {
  const h = createHarness({ limited: true, ...options });
  const json = { 'content-type': 'application/json' };
  async function set(more: LimitsPatch) {
    await h.app.request('/v1/limits', { method: 'PUT', body: JSON.stringify(more), headers: json });
  }
  await set(patch);
  return {
    ...h,
    set,
    ask: (content = asking(10), more: object = {}, headers: Record<string, string> = {}) =>
      h.post('/v1/runs', { content, promptId: 'p1', ...more }, headers),
    async idOf(answer: Response | Promise<Response>) {
      const { runId } = (await (await answer).json()) as { runId: string };
      await h.time.settle();
      return runId;
    },
    async now() {
      return ((await (await h.app.request('/v1/limits')).json()) as LimitsAnswer).now;
    },
    async usage() {
      return (await (await h.app.request('/v1/usage')).json()) as UsageReport;
    },
    kinds: () =>
      (
        h.sql.prepare('select kind, nano_usd as nanoUsd from ledger order by id').all() as {
          kind: string;
          nanoUsd: number | null;
        }[]
      ).map(({ kind, nanoUsd }) => [kind, nanoUsd])
  };
}

async function problemOf(answer: Response) {
  const body = (await answer.json()) as { code: string; detail: string };
  return { status: answer.status, code: body.code, detail: body.detail };
}

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
    ...{ heldNanoUsd: 0, liveRuns: 0, day: { spentNanoUsd: 700 }, month: { spentNanoUsd: 700 } }
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
    ...{ status: 'failed', errorCode: 'BUDGET_EXCEEDED', usageSource: 'none', costNanoUsd: null }
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

test('the ninth run stands in line, is told its place, and goes when another ends', async () => {
  const h = await limited();
  for (let n = 0; n < 8; n++) await h.idOf(h.ask());
  const ninth = await h.idOf(h.ask());
  const tenth = await h.idOf(h.ask());
  expect(h.provider.calls).toHaveLength(8);
  expect(await h.now()).toMatchObject({ liveRuns: 8, queuedRuns: 2 });
  expect((await h.show(tenth)).run.status).toBe('queued');
  h.provider.calls[0]?.end();
  await h.time.settle();
  expect(h.provider.calls).toHaveLength(9);
  h.provider.last().say('mine');
  h.provider.last().end();
  await h.time.settle();

  const events = await readEvents(await h.events(ninth, 0));
  expect(events.map(({ type, data }) => (type === 'notice' ? data.message : type))).toEqual([
    ...['start', '1st in line.', 'It is this run’s turn.', 'token', 'done']
  ]);
  expect(fold(events)).toMatchObject({ status: 'done', text: 'mine', place: null });
  const others = await (await h.app.request(`/v1/runs/${tenth}/log?after=0`)).text();
  expect(others).toContain('2nd in line.');
  expect(others).toContain('1st in line.');
});

test('who looks at a run in line later sees its place too', async () => {
  const h = await limited({ liveRuns: 1 });
  await h.idOf(h.ask());
  const second = await h.idOf(h.ask());
  const log = (await (await h.app.request(`/v1/runs/${second}/log`)).json()) as {
    items: Parameters<typeof fold>[0];
  };
  expect(fold(log.items)).toMatchObject({ place: 1, text: '' });
});

test('the time of a run begins with its turn', async () => {
  const h = await limited({ liveRuns: 1 });
  await h.idOf(h.ask());
  h.provider.last().say('x');
  const second = await h.idOf(h.ask());
  await h.time.advance(20_000);
  h.provider.last().end();
  await h.time.settle();
  await h.time.advance(40);
  h.provider.last().say('x');
  h.provider.last().end();
  await h.time.settle();
  expect((await h.show(second)).run).toMatchObject({ ttftMs: 40, latencyMs: 40 });
});

test('a run in line can be stopped, and the model is never called', async () => {
  const h = await limited({ liveRuns: 1 });
  await h.idOf(h.ask());
  const second = await h.idOf(h.ask());
  const third = await h.idOf(h.ask());
  expect((await h.post(`/v1/runs/${second}/cancel`, { seen: 0 })).status).toBe(202);
  await h.time.settle();
  expect((await h.show(second)).run).toMatchObject({ status: 'stopped', usageSource: 'none' });
  expect(await (await h.app.request(`/v1/runs/${third}/log?after=0`)).text()).toContain(
    '1st in line.'
  );
  expect(h.provider.calls).toHaveLength(1);
  expect(h.kinds()).toEqual([['reserve', 2100]]);
});

test('nobody waits in line for more than 30 s', async () => {
  const h = await limited({ liveRuns: 1 });
  await h.idOf(h.ask());
  h.provider.last().say('x');
  const second = await h.idOf(h.ask());
  await h.time.advance(20_000);
  h.provider.last().say('x');
  await h.time.advance(9_000);
  expect((await h.show(second)).live).toBe(true);
  await h.time.advance(1_500);
  expect((await h.show(second)).run).toMatchObject({
    ...{ status: 'failed', errorCode: 'CONCURRENCY_LIMIT' },
    errorDetail: 'It waited in line for 30 s and was not begun.'
  });
});

test('a line has an end, and who comes too late is told so at once', async () => {
  const h = await limited({ liveRuns: 1, queuedRuns: 2 });
  for (let n = 0; n < 3; n++) expect((await h.ask()).status).toBe(201);
  const answer = await h.ask();
  expect(answer.headers.get('retry-after')).toBe('2');
  expect(await problemOf(answer)).toMatchObject({
    ...{ status: 429, code: 'CONCURRENCY_LIMIT', detail: '1 run is live, and 2 wait in line.' }
  });
});

test('persons take turns, however many runs one of them asks for', async () => {
  const h = await limited({ liveRuns: 1 });
  await h.idOf(h.ask(asking(10, 'ada 1')));
  await h.idOf(h.ask(asking(10, 'ada 2')));
  await h.idOf(h.ask(asking(10, 'ada 3')));
  const bob = h.appOf(h.runs, 'bob');
  const body = JSON.stringify({ content: asking(10, 'bob 1') });
  await bob.request('/v1/runs', {
    method: 'POST',
    body,
    headers: { 'content-type': 'application/json' }
  });
  await h.time.settle();
  expect(h.provider.calls.map(({ call }) => call.text)).toEqual(['ada 1', 'bob 1']);
});

test('runs per minute are exact, and the wait is told', async () => {
  const h = await limited({ runsPerMinute: 2, liveRuns: 8 });
  const first = await h.ask();
  expect(first.headers.get('ratelimit-policy')).toBe(
    '"runs";q=2;w=60, "live-runs";q=8;qu="concurrent-requests"'
  );
  expect(first.headers.get('ratelimit')).toBe('"runs";r=1;t=60, "live-runs";r=7');
  await h.time.advance(20_000);
  await h.ask();
  const third = await h.ask();
  expect(third.headers.get('retry-after')).toBe('40');
  expect(await problemOf(third)).toMatchObject({
    ...{ status: 429, code: 'RATE_LIMITED' },
    detail: '2 runs a minute are allowed; the next one can begin in 40 s.'
  });
  await h.time.advance(40_000);
  expect((await h.ask()).status).toBe(201);
});

test('tokens per minute are reserved, and given back when they were not used', async () => {
  const h = await limited({ tokensPerMinute: 100 });
  await h.idOf(h.ask(asking(90)));
  const refused = await problemOf(await h.ask(asking(90)));
  expect(refused).toMatchObject({ status: 429, code: 'RATE_LIMITED' });
  h.provider.last().end({ inputTokens: 2, outputTokens: 3 });
  await h.time.settle();
  expect((await h.ask(asking(90))).status).toBe(201);
  expect(await problemOf(await h.ask(asking(200)))).toMatchObject({
    ...{ status: 402, code: 'BUDGET_EXCEEDED' },
    detail: '100 tokens a minute are allowed, and this run may use 201.'
  });
});

test('a repeat under the same key is the same run and costs nothing more', async () => {
  const h = await limited({ runsPerMinute: 1 });
  const key = { 'idempotency-key': 'k' };
  const answers = await Promise.all([h.ask(asking(10), {}, key), h.ask(asking(10), {}, key)]);
  const statuses = answers.map(({ status }) => status).sort();
  expect(statuses[0]).toBeLessThan(300);
  expect((await h.ask(asking(10), {}, key)).status).toBe(200);
  expect(h.kinds()).toEqual([['reserve', 2100]]);
  expect((await h.now()).liveRuns).toBe(1);
});

test('a slot whose run never ends is free again when its lease is over', async () => {
  const h = await limited({ liveRuns: 1 });
  await h.idOf(h.ask());
  // A write that never comes to its end holds the run's end up for ever.
  h.writer.transact = () => new Promise(() => undefined);
  h.provider.last().end();
  await h.time.settle();
  expect((await h.now()).liveRuns).toBe(1);
  await h.time.advance(150_000);
  expect(await h.now()).toMatchObject({ liveRuns: 0, heldNanoUsd: 0 });
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
      ...{ run_id: null, prompt_id: null, model: null, price: null, at: midnight }
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
