import { expect, test } from 'vitest';
import { createHarness, fold, readEvents } from './testing/harness.ts';

type Harness = ReturnType<typeof createHarness>;
const beatOf = (h: Harness, id: string) =>
  (h.sql.prepare('select beat_at as at from runs where id = ?').get(id) as { at: number }).at;

/** Time passes while the model goes on thinking. */
async function thinkFor(h: Harness, seconds: number) {
  for (let passed = 0; passed < seconds; passed += 10) {
    h.provider.last().delta({ type: 'model', name: 'm' });
    await h.time.advance(10_000);
  }
}

/** A run whose loop hangs: its provider neither ends nor hears, and neither do its deadlines. */
async function startStuck(h: Harness) {
  const id = await h.start('Tell me');
  h.provider.last().say('so far');
  await h.time.advance(300);
  const transact = h.writer.transact.bind(h.writer);
  // The commit of its end never comes back; what others write does.
  h.writer.transact = (work) =>
    String(work).includes('endRun(run.scope') ? new Promise(() => undefined) : transact(work);
  h.provider.last().end();
  await h.time.settle();
  return id;
}

test('a live run says every ten seconds that it lives', async () => {
  const h = createHarness();
  h.runs.start();
  const id = await h.start();
  const began = beatOf(h, id);
  h.provider.last().sink.progress('sent');
  await h.time.advance(20_100);
  expect(beatOf(h, id) - began).toBe(20_000);
});

test('a run of another process that has died is ended after ninety seconds, with its text and cost', async () => {
  const h = createHarness({ model: { name: 'o1-pro' } });
  const id = await h.start('Tell me');
  h.provider.last().delta({ type: 'usage', usage: { inputTokens: 30, outputTokens: 1 } });
  h.provider.last().say('a partial answer');
  await h.time.advance(300);
  const other = h.boot(); // beside the first, which says nothing: it was never started
  other.start();
  await thinkFor(h, 80);
  expect(h.author.read('me', 'runs', id)?.status).toBe('streaming');
  await thinkFor(h, 20);
  expect(h.author.read('me', 'runs', id)).toMatchObject({
    status: 'interrupted',
    errorCode: 'INTERRUPTED',
    preview: 'a partial answer',
    inputTokens: 30,
    outputTokens: 4,
    usageSource: 'estimated',
    costNanoUsd: 3800
  });
});

test('two living processes leave each other’s runs alone', async () => {
  const h = createHarness({ model: { name: 'o1-pro' } });
  const other = h.boot();
  h.runs.start();
  other.start();
  const id = await h.start();
  h.provider.last().sink.progress('headers');
  await h.time.advance(5000);
  h.provider.last().say('.');
  await thinkFor(h, 400);
  expect(h.author.read('me', 'runs', id)?.status).toBe('streaming');
});

test('a process that was given up and comes back overwrites nothing', async () => {
  const h = createHarness({ model: { name: 'o1-pro' } });
  const id = await h.start('Tell me');
  h.provider.last().say('kept');
  await h.time.advance(300);
  const other = h.boot();
  other.start();
  await thinkFor(h, 100);
  expect(h.author.read('me', 'runs', id)?.status).toBe('interrupted');
  h.provider.last().say(' and more');
  h.provider.last().end({ inputTokens: 1, outputTokens: 1 });
  await h.time.settle();
  expect(fold(await readEvents(await h.events(id, 0)))).toMatchObject({
    status: 'failed',
    error: { code: 'INTERRUPTED' }
  });
  expect(h.author.read('me', 'runs', id)).toMatchObject({ status: 'interrupted', preview: 'kept' });
  const kept = await h.show(id, h.appOf(other));
  expect(kept.output.text).toBe('kept');
  await h.time.advance(1000);
  expect(h.sql.prepare('select count(*) as n from run_segments').get()).toEqual({ n: 0 });
});

test('a run that hangs in a living process is ended too, and its readers are told', async () => {
  const h = createHarness();
  h.runs.start();
  const id = await startStuck(h);
  const watching = readEvents(await h.events(id, 0));
  await h.time.advance(150_000);
  expect((await h.show(id)).live).toBe(true); // until its deadline it may only be slow
  await h.time.advance(110_000);
  expect(h.runs.liveCount()).toBe(0);
  expect(fold(await watching)).toMatchObject({
    status: 'failed',
    error: { code: 'INTERRUPTED' },
    text: 'so far'
  });
  expect(h.author.read('me', 'runs', id)?.status).toBe('interrupted');
});

test('after a sleep of the machine nobody is taken for dead', async () => {
  const h = createHarness({ model: { name: 'o1-pro' } });
  const other = h.boot();
  h.runs.start();
  other.start();
  const id = await h.start();
  h.provider.last().say('still here');
  await h.time.advance(10_100);
  h.time.jump(60 * 60 * 1000);
  await thinkFor(h, 30);
  expect(h.author.read('me', 'runs', id)?.status).toBe('streaming');
});

test('keys are forgotten a day later, also while nothing is restarted', async () => {
  const h = createHarness();
  h.runs.start();
  await h.post(
    '/v1/runs',
    {
      content: {
        kind: 'text',
        text: 'x',
        systemPrompt: '',
        variables: [],
        tools: [],
        outputSchema: null,
        modelConfig: {}
      }
    },
    { 'idempotency-key': 'k' }
  );
  const keys = () => h.sql.prepare('select count(*) as n from idempotency').get();
  await h.time.settle();
  h.provider.last().end();
  await h.time.advance(23 * 60 * 60 * 1000);
  expect(keys()).toEqual({ n: 1 });
  await h.time.advance(2 * 60 * 60 * 1000 + 20_000);
  expect(keys()).toEqual({ n: 0 });
});
