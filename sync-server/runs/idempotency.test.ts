import { expect, test } from 'vitest';
import { AppError } from '#shared/errors';
import { contentOf, createHarness } from './testing/harness.ts';

type Harness = ReturnType<typeof createHarness>;
const hour = 60 * 60 * 1000;
const key = { 'idempotency-key': 'k-1' };
const body = { content: contentOf('Once') };
const execute = (h: Harness, what: unknown = body) => h.post('/v1/prompts/p1/execute', what, key);
const runOf = async (answer: Response) => ((await answer.json()) as { runId: string }).runId;
const codeOf = async (answer: Response) => ((await answer.json()) as { code: string }).code;

test.each([true, false])(
  'fifty requests at once call the model once (stored: %s)',
  async (store) => {
    const h = createHarness();
    const send = () => h.post('/v1/runs', { ...body, store }, key);
    const answers = await Promise.all(Array.from({ length: 50 }, send));
    await h.time.settle();
    expect(new Set(await Promise.all(answers.map(runOf))).size).toBe(1);
    expect(answers.filter((one) => one.headers.get('idempotency-replayed') === null)).toHaveLength(
      1
    );
    expect([h.provider.calls.length, h.runs.liveCount()]).toEqual([1, 1]);
  }
);

test('fifty requests at once to two processes over one database call the model once', async () => {
  const h = createHarness();
  const other = h.appOf(h.boot());
  const init = () => ({
    method: 'POST',
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json', ...key }
  });
  const answers = await Promise.all(
    Array.from({ length: 50 }, (_, n) =>
      (n % 2 ? other : h.app).request('/v1/prompts/p1/execute', init())
    )
  );
  await h.time.settle();
  expect(h.provider.calls).toHaveLength(1);
  const ids = await Promise.all(answers.filter((one) => one.ok).map(runOf));
  expect(new Set(ids).size).toBe(1);
});

test('a request that came beside a refused one is refused alike, and may be sent again', async () => {
  const h = createHarness();
  const refuse = new AppError('MODEL_NOT_FOUND');
  h.failResolve(refuse);
  const answers = await Promise.all([execute(h), execute(h)]);
  expect(await Promise.all(answers.map(codeOf))).toEqual(['MODEL_NOT_FOUND', 'MODEL_NOT_FOUND']);
  h.failResolve(null);
  expect((await execute(h)).status).toBe(201);
});

test('another body is refused, also while the first one is being let in', async () => {
  const h = createHarness();
  const answers = await Promise.all([execute(h), execute(h, { content: contentOf('Twice') })]);
  expect(answers.map((answer) => answer.status)).toEqual([201, 422]);
  const spelledOtherwise = { variableValues: {}, content: { ...contentOf('Once') } };
  expect((await execute(h, spelledOtherwise)).status).toBe(200);
});

test('the same key means another thing on another route, and to another person', async () => {
  const h = createHarness();
  const first = await runOf(await execute(h));
  const second = await runOf(await h.post('/v1/runs', { ...body, promptId: 'p1' }, key));
  const theirs = await h.appOf(h.runs, 'someone-else').request('/v1/prompts/p1/execute', {
    method: 'POST',
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json', ...key }
  });
  expect(new Set([first, second, await runOf(theirs)]).size).toBe(3);
});

test('a run that has ended is answered as it is kept, also after a crash in its middle', async () => {
  const h = createHarness();
  const id = await runOf(await execute(h));
  await h.time.settle();
  h.provider.last().say('half');
  await h.time.advance(250);
  const rebooted = h.boot();
  await rebooted.reap();
  const again = await h.appOf(rebooted).request('/v1/prompts/p1/execute', {
    method: 'POST',
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json', accept: 'text/event-stream', ...key }
  });
  expect(again.headers.get('idempotency-replayed')).toBe('true');
  const events = await again.text();
  expect(events).toContain('"half"');
  expect(events).toContain('INTERRUPTED');
  expect(events).toContain(id);
  expect(h.provider.calls).toHaveLength(1);
});

test('a key stands for its run for a day, and may be used anew after it', async () => {
  const h = createHarness();
  const first = await runOf(await execute(h));
  await h.time.settle();
  h.provider.last().end();
  await h.time.advance(23 * hour);
  expect(await runOf(await execute(h))).toBe(first);
  await h.time.advance(2 * hour);
  const later = await execute(h);
  expect([later.status, (await runOf(later)) === first]).toEqual([201, false]);
});
