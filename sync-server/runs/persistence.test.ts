import { expect, test } from 'vitest';
import { contentOf, createHarness, fold, parseFrames, readEvents } from './testing/harness.ts';

type Harness = ReturnType<typeof createHarness>;
const count = (h: Harness, table: string) =>
  (h.sql.prepare(`select count(*) as n from ${table}`).get() as { n: number }).n;

function fillDisk(h: Harness) {
  const pages = h.sql.pragma('page_count', { simple: true });
  h.sql.pragma(`max_page_count = ${String(pages)}`);
}

function freeDisk(h: Harness) {
  h.sql.pragma('max_page_count = 1000000');
}

test('new text is on the disk within 250 ms and its segments go with the end', async () => {
  const h = createHarness();
  await h.start();
  h.provider.last().say('abc');
  await h.time.advance(250);
  expect(count(h, 'run_segments')).toBe(1);
  await h.time.advance(5000);
  expect(count(h, 'run_segments')).toBe(1); // nothing new, nothing written
  h.provider.last().say('def');
  await h.time.advance(250);
  expect(count(h, 'run_segments')).toBe(2);
  h.provider.last().end();
  await h.time.settle();
  expect([count(h, 'run_segments'), count(h, 'run_outputs')]).toEqual([0, 1]);
});

test('done is told only after its end is on the disk', async () => {
  const h = createHarness();
  const id = await h.start();
  const seen: string[] = [];
  const transact = h.writer.transact.bind(h.writer);
  h.writer.transact = async (work) => {
    const value = await transact(work);
    seen.push(`committed ${h.runs.liveCount()} live`);
    return value;
  };
  h.provider.last().say('x');
  h.provider.last().end();
  await h.time.settle();
  expect(seen).toEqual(['committed 1 live']);
  expect(fold(await readEvents(await h.events(id, 0))).status).toBe('done');
});

test('a process that dies in mid-run leaves it interrupted with its partial text', async () => {
  const h = createHarness();
  const id = await h.start('Tell me');
  h.provider.last().say('a partial');
  await h.time.advance(20);
  h.provider.last().say(' answer');
  await h.time.advance(250);
  h.provider.last().say(' lost');
  const watched = fold(await readFor(h, id));

  const rebooted = h.boot(); // the first one is as good as dead: nothing ends its run
  await rebooted.reap();
  const app = h.appOf(rebooted);
  const { run, output, live } = await h.show(id, app);
  expect(output.text).toBe('a partial answer');
  expect(live).toBe(false);
  expect(run).toMatchObject({
    status: 'interrupted',
    errorCode: 'INTERRUPTED',
    preview: 'a partial answer',
    inputTokens: 2,
    outputTokens: 4,
    usageSource: 'estimated',
    costNanoUsd: 1000
  });
  expect(h.author.read('me', 'runs', id)?.status).toBe('interrupted');

  // Also a reader who had seen more than was kept comes to the text that was kept.
  const state = fold(await readEvents(await h.events(id, watched.seq, app)), watched);
  expect(state).toMatchObject({ status: 'failed', text: 'a partial answer' });
  await rebooted.reap();
  expect((await h.show(id, app)).seq).toBe(state.seq);
});

test('a process that dies before other devices heard of a run still tells them of it', async () => {
  const h = createHarness();
  const id = await h.start('Tell me');
  expect(h.author.read('me', 'runs', id)).toBeNull();
  await h.boot().reap();
  expect(h.author.read('me', 'runs', id)).toMatchObject({
    status: 'interrupted',
    promptId: 'p1',
    rating: null,
    note: ''
  });
});

test('the end of a run leaves what the person wrote about it meanwhile', async () => {
  const h = createHarness();
  const id = await h.start();
  await h.time.advance(250);
  await h.writer.transact(() =>
    h.author.write('me', [{ collection: 'runs', id, fields: { rating: 1, note: 'good' } }])
  );
  h.provider.last().say('x');
  h.provider.last().end();
  await h.time.settle();
  expect(h.author.read('me', 'runs', id)).toMatchObject({
    status: 'done',
    rating: 1,
    note: 'good'
  });
});

test('a full disk at boot does not keep the server from starting', async () => {
  const h = createHarness();
  const id = await h.start();
  h.provider.last().say('x'.repeat(100_000));
  await h.time.advance(250);
  fillDisk(h);
  const rebooted = h.boot();
  await rebooted.reap();
  const app = h.appOf(rebooted);
  expect((await app.request(`/v1/runs/${id}`)).status).toBe(503);
  freeDisk(h);
  await rebooted.reap();
  expect((await h.show(id, app)).run.status).toBe('interrupted');
});

async function readFor(h: Harness, id: string) {
  const answer = await h.app.request(`/v1/runs/${id}/log?after=0`);
  return ((await answer.json()) as { items: Parameters<typeof fold>[0] }).items;
}

test('a disk that is full at the end costs nothing once there is room again', async () => {
  const h = createHarness();
  const id = await h.start();
  const text = 'x'.repeat(300_000);
  fillDisk(h);
  h.provider.last().say(text);
  await h.time.advance(1000); // its segments do not fit either
  h.provider.last().end();
  await h.time.settle();
  const state = fold(await readEvents(await h.events(id)));
  expect(state).toMatchObject({ status: 'failed', error: { code: 'STORAGE_FULL' } });
  expect(state.text).toBe(text);
  await h.time.advance(120_000);
  expect((await h.show(id)).output.text).toBe(text); // still in memory

  freeDisk(h);
  await h.time.advance(61_000);
  const app = h.appOf(h.boot());
  const kept = await h.show(id, app);
  expect(kept.run.status).toBe('done');
  expect(kept.output.text).toBe(text);
});

test('a run that cannot be written down is not begun', async () => {
  const h = createHarness();
  fillDisk(h);
  const answer = await h.post('/v1/runs', {
    promptId: 'p1',
    variableValues: { big: 'x'.repeat(500_000) },
    content: {
      kind: 'text',
      text: 'hi',
      systemPrompt: '',
      variables: [],
      tools: [],
      outputSchema: null,
      modelConfig: {}
    }
  });
  expect(answer.status).toBe(507);
  expect(await answer.json()).toMatchObject({ code: 'STORAGE_FULL', retryable: true });
  expect([h.provider.calls.length, h.runs.liveCount()]).toEqual([0, 0]);
});

test('draining lets runs end, then ends them with what they have', async () => {
  const h = createHarness();
  const [quick, slow] = [await h.start(), await h.start()];
  const [first, second] = h.provider.calls;
  second?.say('so far');
  const watched = h.events(slow, 0);
  const drained = h.runs.drain(5000);
  await h.time.settle();
  expect((await h.post('/v1/runs', {})).status).toBe(400);
  const refused = await h.app.request('/v1/runs', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      content: {
        kind: 'text',
        text: 'x',
        systemPrompt: '',
        variables: [],
        tools: [],
        outputSchema: null,
        modelConfig: {}
      }
    })
  });
  expect(refused.status).toBe(503);
  first?.end();
  await h.time.advance(5000);
  await drained;
  expect((await h.show(quick)).run.status).toBe('done');
  expect((await h.show(slow)).run).toMatchObject({
    status: 'interrupted',
    errorCode: 'SERVER_SHUTDOWN',
    preview: 'so far'
  });
  const told = parseFrames(await (await watched).text());
  expect(told.find(({ type }) => type === 'notice')?.data).toMatchObject({
    message: 'The server is about to stop; this run has 5 s to end.',
    draining: true
  });
});

test('whoever loses the right while a model is looked for is not let in', async () => {
  const h = createHarness();
  const go = h.holdResolve();
  const asked = h.post('/v1/runs', { content: contentOf('On'), promptId: 'p1' });
  await h.time.settle();
  await h.runs.end(({ scope, person }) => scope === 'me' && person === 'me');
  go();
  expect(await (await asked).json()).toMatchObject({ code: 'FORBIDDEN' });
  expect([h.provider.calls.length, h.runs.liveCount(), count(h, 'runs')]).toEqual([0, 0, 0]);
});
