import { expect, test } from 'vitest';
import { AppError } from '#shared/errors';
import { createHarness, fold, readEvents } from './testing/harness.ts';

const watch = async (h: ReturnType<typeof createHarness>, id: string) =>
  fold(await readEvents(await h.events(id, 0)));

test('two devices that stop at once are shown the same text: what the first of them saw', async () => {
  const h = createHarness();
  const id = await h.start();
  h.provider.last().say('one two three');
  const answers = await Promise.all([
    h.post(`/v1/runs/${id}/cancel`, { seen: 7 }),
    h.post(`/v1/runs/${id}/cancel`, { seen: 3 })
  ]);
  expect(answers.map(({ status }) => status)).toEqual([202, 202]);
  await h.time.settle();
  expect([(await watch(h, id)).text, (await h.show(id)).output.text]).toEqual([
    'one two',
    'one two'
  ]);
});

test('a stop before the first token keeps nothing, and calls the model off', async () => {
  const h = createHarness();
  const id = await h.start('Tell me');
  h.provider.last().sink.progress('sent');
  await h.post(`/v1/runs/${id}/cancel`, { seen: 0 });
  expect(h.provider.last().signal.aborted).toBe(true);
  await h.time.settle();
  expect(await watch(h, id)).toMatchObject({
    status: 'stopped',
    text: '',
    usage: { inputTokens: 2, outputTokens: 0, usageSource: 'estimated' }
  });
});

test('a stop before anything was sent costs nothing', async () => {
  const h = createHarness();
  const id = await h.start();
  await h.post(`/v1/runs/${id}/cancel`, { seen: 0 });
  await h.time.settle();
  expect((await watch(h, id)).usage).toMatchObject({ usageSource: 'none', inputTokens: null });
  expect((await h.show(id)).run.costNanoUsd).toBeNull();
});

test('a stop of what is on its way to be joined keeps what was seen of it', async () => {
  const h = createHarness();
  const id = await h.start();
  for (const piece of ['a', 'b', 'c']) h.provider.last().say(piece); // b and c wait for the window
  await h.post(`/v1/runs/${id}/cancel`, { seen: 2 });
  await h.time.settle();
  expect((await h.show(id)).output.text).toBe('ab');
});

test('a stop that comes after the end changes nothing, on no device', async () => {
  const h = createHarness();
  const id = await h.start();
  h.provider.last().say('the whole answer');
  h.provider.last().end();
  await h.time.settle();
  const late = await h.post(`/v1/runs/${id}/cancel`, { seen: 3 });
  expect([late.status, await late.json()]).toEqual([200, { runId: id, status: 'done' }]);
  expect((await h.show(id)).output.text).toBe('the whole answer');
});

test('what is billed is what came, not what was kept', async () => {
  const h = createHarness();
  const id = await h.start('Tell me');
  h.provider.last().say('x'.repeat(40));
  await h.post(`/v1/runs/${id}/cancel`, { seen: 1 });
  await h.time.settle();
  expect((await h.show(id)).run).toMatchObject({ outputTokens: 10, costNanoUsd: 2 * 100 + 2000 });
  expect(h.lines).toMatchObject([{ attempt: 1, error: 'CANCELLED', cost: 2200 }]);
});

test('where the model writes on anyway, a stopped run is read to its end for its usage', async () => {
  const h = createHarness();
  h.provider.cancelPolicy = 'drain';
  const id = await h.start('Tell me');
  const call = h.provider.last();
  call.say('seen');
  await h.post(`/v1/runs/${id}/cancel`, { seen: 4 });
  await h.time.settle();
  expect(await watch(h, id)).toMatchObject({ status: 'stopped', text: 'seen' });
  expect((await h.show(id)).run).toMatchObject({ usageSource: 'estimated', outputTokens: 1 });
  expect([call.signal.aborted, h.runs.liveCount(), h.lines.length]).toEqual([false, 0, 0]);

  call.say(' and unseen');
  call.end({ inputTokens: 11, outputTokens: 7 });
  await h.time.settle();
  const usage = { inputTokens: 11, outputTokens: 7, usageSource: 'provider' };
  expect((await h.show(id)).run).toMatchObject({ ...usage, status: 'stopped', costNanoUsd: 2500 });
  expect(h.author.read('me', 'runs', id)).toMatchObject({ ...usage, preview: 'seen' });
  expect((await h.show(id, h.appOf(h.boot()))).output.text).toBe('seen');
  expect(h.lines).toMatchObject([{ error: 'CANCELLED', cost: 2500, usage }]);
});

test('reading on ends with the run’s time, with silence, and with the server', async () => {
  type Harness = ReturnType<typeof createHarness>;
  const ends: Record<string, (h: Harness) => Promise<unknown>> = {
    async time(h) {
      for (let second = 0; second < 119; second++) {
        expect(h.provider.last().signal.aborted).toBe(false);
        h.provider.last().say('.');
        await h.time.advance(1000);
      }
      await h.time.advance(2000);
    },
    silence: (h) => h.time.advance(31_000),
    server: (h) => h.runs.drain(10)
  };
  for (const end of Object.values(ends)) {
    const h = createHarness();
    h.provider.cancelPolicy = 'drain';
    const id = await h.start();
    h.provider.last().say('seen');
    await h.post(`/v1/runs/${id}/cancel`, {});
    await h.time.settle();
    await end(h);
    await h.time.settle();
    expect(h.provider.last().signal.aborted).toBe(true);
    expect((await h.show(id)).run.usageSource).toBe('estimated');
    expect(h.lines).toHaveLength(1);
  }
});

test('each attempt is a line of the ledger, and what one counted is not another’s', async () => {
  const h = createHarness();
  const id = await h.start();
  h.provider.last().delta({ type: 'usage', usage: { inputTokens: 900, outputTokens: 1 } });
  h.provider.last().fail(new AppError('MODEL_UNAVAILABLE'));
  await h.time.advance(1000);
  h.provider.last().say('ok');
  h.provider.last().end({ inputTokens: 3, outputTokens: 1 });
  await h.time.settle();
  expect(h.lines).toMatchObject([
    { attempt: 1, error: 'MODEL_UNAVAILABLE', usage: { usageSource: 'none' }, cost: null },
    { attempt: 2, error: null, usage: { inputTokens: 3, outputTokens: 1 }, cost: 500 }
  ]);
  expect((await h.show(id)).run).toMatchObject({ inputTokens: 3, costNanoUsd: 500 });
});

test('whatever ends a run, it has a usage, a cost and its partial text', async () => {
  const ends: [code: string, end: (h: ReturnType<typeof createHarness>) => Promise<void> | void][] =
    [
      ['MODEL_UNAVAILABLE', (h) => h.provider.last().fail(new AppError('MODEL_UNAVAILABLE'))],
      ['STREAM_TRUNCATED', (h) => h.provider.last().fail(new AppError('STREAM_TRUNCATED'))],
      ['TIMEOUT_IDLE', (h) => h.time.advance(31_000)],
      ['INTERNAL', (h) => h.provider.last().fail(new TypeError('x'))],
      ['SERVER_SHUTDOWN', (h) => void h.runs.drain(1)]
    ];
  for (const [code, end] of ends) {
    const h = createHarness();
    const id = await h.start('Tell me');
    h.provider.last().say('partial.');
    await end(h);
    await h.time.advance(10);
    const { run, output } = await h.show(id);
    expect([run.errorCode, output.text]).toEqual([code, 'partial.']);
    expect(run).toMatchObject({
      inputTokens: 2,
      outputTokens: 2,
      usageSource: 'estimated',
      costNanoUsd: 600
    });
    expect(h.lines).toMatchObject([{ error: code, cost: 600 }]);
  }
});
