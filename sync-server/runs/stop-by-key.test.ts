import { expect, test } from 'vitest';
import { contentOf, createHarness } from './testing/harness.ts';

const wish = { content: contentOf('Once upon'), variableValues: {} };
const keyed = { 'idempotency-key': 'wish-1' };
const path = '/v1/prompts/p1/execute';

test('a stop by key reaches the run that began under it, and keeps what was seen', async () => {
  const h = createHarness();
  const { runId } = (await (await h.post(path, wish, keyed)).json()) as { runId: string };
  await h.time.settle();
  h.provider.last().say('Hello there');
  await h.time.advance(20);
  const answer = await h.post('/v1/runs/cancel', { idempotencyKey: 'wish-1', seen: 5 });
  expect([answer.status, await answer.json()]).toEqual([202, { runId }]);
  await h.time.settle();
  const shown = await h.show(runId);
  expect([shown.run.status, shown.output.text]).toEqual(['stopped', 'Hello']);
  // Said twice, and after its end, it changes nothing.
  expect((await h.post('/v1/runs/cancel', { idempotencyKey: 'wish-1' })).status).toBe(202);
  expect((await h.show(runId)).output.text).toBe('Hello');
});

test('a request that comes after its own stop begins nothing, also after a restart', async () => {
  const h = createHarness();
  const answer = await h.post('/v1/runs/cancel', { idempotencyKey: 'wish-1', seen: 0 });
  expect(await answer.json()).toEqual({ runId: null });
  for (const app of [h.app, h.appOf(h.boot())]) {
    const late = await app.request(path, {
      method: 'POST',
      body: JSON.stringify(wish),
      headers: { 'content-type': 'application/json', ...keyed }
    });
    expect(await late.json()).toMatchObject({ code: 'CANCELLED' });
  }
  expect(h.provider.calls).toHaveLength(0);
  const list = (await (await h.app.request('/v1/runs')).json()) as { items: unknown[] };
  expect(list.items).toEqual([]);
});

test('of a request and its stop that meet, one run ends or none begins', async () => {
  const h = createHarness();
  const [started, stopped] = await Promise.all([
    h.post(path, wish, keyed),
    h.post('/v1/runs/cancel', { idempotencyKey: 'wish-1', seen: 0 })
  ]);
  await h.time.settle();
  const { runId } = (await stopped.json()) as { runId: string | null };
  if (runId === null) expect(await started.json()).toMatchObject({ code: 'CANCELLED' });
  else expect((await h.show(runId)).run.status).toBe('stopped');
});

test('another person’s key is not reached', async () => {
  const h = createHarness();
  const { runId } = (await (await h.post(path, wish, keyed)).json()) as { runId: string };
  await h.time.settle();
  const other = h.appOf(h.runs, 'someone else');
  const answer = await other.request('/v1/runs/cancel', {
    method: 'POST',
    body: JSON.stringify({ idempotencyKey: 'wish-1' }),
    headers: { 'content-type': 'application/json' }
  });
  expect(await answer.json()).toEqual({ runId: null });
  expect((await h.show(runId)).live).toBe(true);
});
