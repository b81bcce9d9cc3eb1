import { expect, test } from 'vitest';
import { fold, readEvents } from '../runs/testing/harness.ts';
import { asking, limited, problemOf } from './testing/limited.ts';

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
    'start',
    '1st in line.',
    'It is this run’s turn.',
    'token',
    'done'
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
    status: 'failed',
    errorCode: 'CONCURRENCY_LIMIT',
    errorDetail: 'It waited in line for 30 s and was not begun.'
  });
});

test('a line has an end, and who comes too late is told so at once', async () => {
  const h = await limited({ liveRuns: 1, queuedRuns: 2 });
  for (let n = 0; n < 3; n++) expect((await h.ask()).status).toBe(201);
  const answer = await h.ask();
  expect(answer.headers.get('retry-after')).toBe('2');
  expect(await problemOf(answer)).toMatchObject({
    status: 429,
    code: 'CONCURRENCY_LIMIT',
    detail: '1 run is live, and 2 wait in line.'
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
    status: 429,
    code: 'RATE_LIMITED',
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
    status: 402,
    code: 'BUDGET_EXCEEDED',
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
