import { expect, test } from 'vitest';
import { AppError } from '#shared/errors';
import { createHarness, fold, readEvents } from './testing/harness.ts';

test('a run streams, is kept, and ends with usage, cost and timings', async () => {
  const h = createHarness();
  const id = await h.start('Once');
  await h.time.advance(40);
  h.provider.last().say(' upon');
  await h.time.advance(20);
  h.provider.last().say(' a time');
  h.provider.last().end({ inputTokens: 10, outputTokens: 5 });
  await h.time.settle();

  const state = fold(await readEvents(await h.events(id, 0)));
  expect(state).toMatchObject({
    status: 'done',
    text: ' upon a time',
    finishReason: 'stop',
    ttftMs: 40,
    latencyMs: 60,
    cost: 2000,
    usage: { inputTokens: 10, outputTokens: 5, usageSource: 'provider' }
  });
  expect(h.author.read('me', 'runs', id)).toMatchObject({
    status: 'done',
    preview: ' upon a time',
    costNanoUsd: 2000,
    ttftMs: 40,
    finishReason: 'stop',
    providerFinishReason: 'end_turn',
    endedAt: h.time.now()
  });
});

test('other devices know of a run while it streams', async () => {
  const h = createHarness();
  const id = await h.start();
  await h.time.advance(250);
  expect(h.author.read('me', 'runs', id)).toMatchObject({
    status: 'streaming',
    promptId: 'p1',
    rating: null,
    note: ''
  });
});

test('the first delta is logged at once and the next ones are joined', async () => {
  const h = createHarness();
  const id = await h.start();
  for (const piece of ['a', 'b', 'c', 'd']) h.provider.last().say(piece);
  await h.time.advance(16);
  h.provider.last().end();
  await h.time.settle();
  const tokens = (await readEvents(await h.events(id, 0))).filter((one) => one.type === 'token');
  expect(tokens.map((one) => one.data.text)).toEqual(['a', 'bcd']);
});

test('a token on the wire says what has to be said and no more', async () => {
  const h = createHarness();
  const id = await h.start();
  h.provider.last().say('a');
  const log = await h.app.request(`/v1/runs/${id}/log?after=1`);
  expect(await log.json()).toEqual({
    ended: false,
    items: [{ seq: 2, type: 'token', data: { text: 'a', t: 0 } }]
  });
});

test('a change of channel keeps the order', async () => {
  const h = createHarness();
  const id = await h.start();
  const call = h.provider.last();
  call.say('thinking', 'reasoning');
  call.say(' more', 'reasoning');
  call.say('answer');
  call.end();
  await h.time.settle();
  const events = await readEvents(await h.events(id, 0));
  expect(events.map((one) => one.type)).toEqual(['start', 'token', 'token', 'token', 'done']);
  expect(fold(events)).toMatchObject({ reasoning: 'thinking more', text: 'answer' });
});

test('a cancel closes the upstream call and keeps exactly what was seen', async () => {
  const h = createHarness();
  const id = await h.start();
  const call = h.provider.last();
  call.say('seen and unseen');
  expect((await h.post(`/v1/runs/${id}/cancel`, { seen: 4 })).status).toBe(202);
  expect(call.signal.aborted).toBe(true);
  call.say(' too late');
  await h.time.settle();

  const state = fold(await readEvents(await h.events(id, 0)));
  expect(state).toMatchObject({ status: 'stopped', text: 'seen', finishReason: 'cancelled' });
  expect(state.usage?.usageSource).toBe('estimated');
  expect((await h.show(id)).output.text).toBe('seen');
  expect(h.author.read('me', 'runs', id)).toMatchObject({ status: 'stopped', preview: 'seen' });
  const again = await h.post(`/v1/runs/${id}/cancel`, { seen: 1 });
  expect([again.status, (await h.show(id)).output.text]).toEqual([200, 'seen']);
});

test('a cancel without a length keeps everything that came', async () => {
  const h = createHarness();
  const id = await h.start();
  h.provider.last().say('one');
  h.provider.last().say(' two');
  await h.post(`/v1/runs/${id}/cancel`, {});
  await h.time.settle();
  expect((await h.show(id)).output.text).toBe('one two');
});

test('a provider that ignores its signal does not keep the run alive', async () => {
  const h = createHarness();
  h.provider.run = () => new Promise(() => undefined);
  const id = await h.start();
  await h.post(`/v1/runs/${id}/cancel`, {});
  await h.time.settle();
  expect((await h.show(id)).run.status).toBe('stopped');
  expect(h.runs.liveCount()).toBe(0);
});

test('a reader that leaves does not touch the run', async () => {
  const h = createHarness();
  const id = await h.start();
  const leaving = await h.events(id);
  await leaving.body?.cancel();
  expect(h.provider.last().signal.aborted).toBe(false);
  h.provider.last().say('still here');
  h.provider.last().end();
  await h.time.settle();
  expect((await h.show(id)).output.text).toBe('still here');
});

test('tries again before the first token, and says so', async () => {
  const h = createHarness();
  const id = await h.start();
  h.provider.last().fail(new AppError('RATE_LIMITED', { retryAfterMs: 2000 }));
  await h.time.advance(1999);
  expect(h.provider.calls).toHaveLength(1);
  await h.time.advance(1);
  expect(h.provider.calls).toHaveLength(2);
  h.provider.last().say('ok');
  h.provider.last().end();
  await h.time.settle();
  const events = await readEvents(await h.events(id, 0));
  expect(events[1]).toMatchObject({ type: 'retrying', data: { attempt: 2, waitMs: 2000 } });
  expect(fold(events)).toMatchObject({ status: 'done', text: 'ok', retrying: null });
});

test('gives up after three attempts', async () => {
  const h = createHarness();
  const id = await h.start();
  for (let attempt = 1; attempt <= 3; attempt++) {
    expect(h.provider.calls).toHaveLength(attempt);
    h.provider.last().fail(new AppError('MODEL_UNAVAILABLE'));
    await h.time.advance(1000);
  }
  expect(h.provider.calls).toHaveLength(3);
  expect((await h.show(id)).run).toMatchObject({
    status: 'failed',
    errorCode: 'MODEL_UNAVAILABLE'
  });
});

test.each([
  ['a spent quota', new AppError('QUOTA_EXCEEDED')],
  ['a wrong key', new AppError('INVALID_API_KEY')],
  ['what may have been billed', new AppError('UPSTREAM_AMBIGUOUS', { facts: { sent: true } })],
  ['a wait beyond patience', new AppError('RATE_LIMITED', { retryAfterMs: 15_001 })]
])('never repeats %s', async (_, error) => {
  const h = createHarness();
  const id = await h.start();
  h.provider.last().fail(error);
  await h.time.advance(20_000);
  expect(h.provider.calls).toHaveLength(1);
  expect((await h.show(id)).run).toMatchObject({ status: 'failed', errorCode: error.code });
});

test('never repeats after the first token, and keeps what came', async () => {
  const h = createHarness();
  const id = await h.start();
  h.provider.last().say('half an ans');
  h.provider.last().fail(new AppError('MODEL_UNAVAILABLE', { detail: 'overloaded' }));
  await h.time.advance(10_000);
  expect(h.provider.calls).toHaveLength(1);
  const { run, output } = await h.show(id);
  expect(output.text).toBe('half an ans');
  expect(run).toMatchObject({
    errorDetail: 'overloaded',
    outputTokens: 3,
    usageSource: 'estimated'
  });
});

test('a cancel while waiting for the next attempt ends the run at once', async () => {
  const h = createHarness();
  const id = await h.start();
  h.provider.last().fail(new AppError('RATE_LIMITED', { retryAfterMs: 9000 }));
  await h.time.settle();
  await h.post(`/v1/runs/${id}/cancel`, {});
  await h.time.settle();
  expect((await h.show(id)).run.status).toBe('stopped');
});

test('an error inside the stream ends the run', async () => {
  const h = createHarness();
  const id = await h.start();
  h.provider.last().say('x');
  h.provider.last().delta({ type: 'error', error: new AppError('CONTENT_FILTERED') });
  await h.time.settle();
  expect((await h.show(id)).run.errorCode).toBe('CONTENT_FILTERED');
});

test('an unknown failure of a provider is INTERNAL and hides its message', async () => {
  const h = createHarness();
  const id = await h.start();
  h.provider.last().fail(new TypeError('secret detail'));
  await h.time.settle();
  expect((await h.show(id)).run).toMatchObject({ errorCode: 'INTERNAL', errorDetail: null });
});

test('the watchdog ends a call that never connects, after three attempts', async () => {
  const h = createHarness();
  const id = await h.start();
  await h.time.advance(30_000);
  expect(h.provider.calls).toHaveLength(3);
  expect((await h.show(id)).run.errorCode).toBe('TIMEOUT_CONNECT');
});

test('the watchdog ends a call without headers, without a first token, and one that falls silent', async () => {
  const cases = [
    { until: () => ['connected', 'sent'] as const, ms: 30_500, code: 'TIMEOUT_FIRST_TOKEN' },
    { until: () => ['sent', 'headers'] as const, ms: 60_500, code: 'TIMEOUT_FIRST_TOKEN' }
  ];
  for (const { until, ms, code } of cases) {
    const h = createHarness();
    const id = await h.start();
    for (const stage of until()) h.provider.last().sink.progress(stage);
    await h.time.advance(ms);
    expect((await h.show(id)).run.errorCode).toBe(code);
    expect(h.provider.calls).toHaveLength(1);
  }
  const h = createHarness();
  const id = await h.start();
  h.provider.last().say('and then');
  await h.time.advance(29_000);
  h.provider.last().sink.progress('bytes'); // a ping counts as life
  await h.time.advance(29_000);
  expect((await h.show(id)).live).toBe(true);
  await h.time.advance(2_000);
  expect((await h.show(id)).run.errorCode).toBe('TIMEOUT_IDLE');
  expect((await h.show(id)).output.text).toBe('and then');
});

test('half frames and pings are life but no progress: ninety seconds of them end a run', async () => {
  const h = createHarness();
  const id = await h.start();
  h.provider.last().say('and then');
  for (let second = 0; second < 88; second++) {
    h.provider.last().sink.progress('bytes');
    await h.time.advance(1000);
  }
  expect((await h.show(id)).live).toBe(true);
  h.provider.last().sink.progress('bytes');
  await h.time.advance(3000);
  expect((await h.show(id)).run).toMatchObject({
    errorCode: 'TIMEOUT_IDLE',
    preview: 'and then'
  });
});

test('a model that thinks may take longer to begin, and one that thinks for minutes in all', async () => {
  const effort = { name: 'reasoningEffort' as const, label: '', default: null, hint: '' };
  const params = [{ ...effort, control: 'select' as const }];
  const thinking = createHarness({ model: { params } });
  const pro = createHarness({ model: { params, name: 'o1-pro-2025-03-19' } });
  for (const h of [thinking, pro]) {
    const id = await h.start();
    h.provider.last().sink.progress('headers');
    h.provider.last().sink.progress('headers');
    await h.time.advance(h === pro ? 890_000 : 118_000);
    expect((await h.show(id)).live).toBe(true);
    await h.time.advance(12_000);
    expect((await h.show(id)).live).toBe(false);
  }
});

test('a model on the own machine may take longer to begin', async () => {
  const h = createHarness({ model: { local: true } });
  const id = await h.start();
  h.provider.last().sink.progress('sent');
  await h.time.advance(100_000);
  expect((await h.show(id)).live).toBe(true);
});

test('the total limit ends a run that goes on and on', async () => {
  const h = createHarness();
  const id = await h.start();
  for (let second = 0; second < 121; second++) {
    h.provider.last().say('.');
    await h.time.advance(1000);
  }
  const { run, output } = await h.show(id);
  expect(run.errorCode).toBe('TIMEOUT_TOTAL');
  expect(output.text.length).toBeGreaterThan(118);
});

test('an answer beyond the cap is stopped and kept', async () => {
  const h = createHarness();
  const id = await h.start();
  const mebibyte = 'x'.repeat(1024 * 1024);
  for (let n = 0; n < 9; n++) {
    h.provider.last().say(mebibyte);
    await h.time.advance(20);
  }
  const { run, output } = await h.show(id);
  expect(run.errorCode).toBe('OUTPUT_LIMIT');
  expect(output.text.length).toBe(9 * 1024 * 1024);
});

test('an end that lingers after its finish sign is a proper end', async () => {
  const h = createHarness();
  const id = await h.start();
  h.provider.last().say('done');
  h.provider.last().delta({ type: 'finish', reason: 'length', providerReason: 'max_tokens' });
  await h.time.advance(31_000);
  expect((await h.show(id)).run).toMatchObject({ status: 'done', finishReason: 'length' });
});

test('an unknown price stays unknown', async () => {
  const h = createHarness({ model: { price: null } });
  const id = await h.start();
  h.provider.last().say('x');
  h.provider.last().end({ inputTokens: 1, outputTokens: 1 });
  await h.time.settle();
  expect((await h.show(id)).run.costNanoUsd).toBeNull();
});
