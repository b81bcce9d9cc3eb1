import { expect, test } from 'vitest';
import type { Prompt, Run } from '#shared/collections';
import { contentOf, createHarness, readEvents } from './testing/harness.ts';

type Harness = ReturnType<typeof createHarness>;
const execute = (h: Harness, body: unknown, headers?: Record<string, string>) =>
  h.post('/v1/prompts/p1/execute', body, headers);
const codeOf = async (answer: Response) => ((await answer.json()) as { code: string }).code;

function addPrompt(h: Harness, fields: Partial<Prompt> = {}) {
  const { kind, text, ...content } = contentOf('Stored text');
  h.author.write('me', [
    {
      collection: 'prompts',
      id: 'p1',
      fields: { ...content, kind, text: { content: text, spans: [] }, ...fields }
    }
  ]);
}

test('execute makes a version, ties the run to it, and says where to listen', async () => {
  const h = createHarness();
  addPrompt(h);
  const answer = await execute(h, { content: contentOf('Hello') });
  expect(answer.status).toBe(201);
  const { runId, versionId, eventsUrl, seq } = (await answer.json()) as Record<string, string>;
  expect({ eventsUrl, seq }).toEqual({ eventsUrl: `/v1/runs/${runId}/events`, seq: 1 });
  expect(h.author.read('me', 'versions', versionId ?? '')).toMatchObject({
    promptId: 'p1',
    createdBy: 'me',
    content: { text: 'Hello' }
  });
  expect(h.author.read('me', 'prompts', 'p1')?.latestVersionId).toBe(versionId);
  await h.time.advance(250);
  expect(h.author.read('me', 'runs', runId ?? '')?.versionId).toBe(versionId);
});

test('the same content runs on the same version, other content on a new one', async () => {
  const h = createHarness();
  const versionOf = async (text: string) =>
    ((await (await execute(h, { content: contentOf(text) })).json()) as { versionId: string })
      .versionId;
  const [one, two, three] = [await versionOf('a'), await versionOf('b'), await versionOf('a')];
  expect(three).toBe(one);
  expect(two).not.toBe(one);
  expect(h.author.find('me', 'versions', {})).toHaveLength(2);
});

test('runs of a prompt are numbered for good, also where an earlier one is gone', async () => {
  const h = createHarness();
  addPrompt(h);
  const start = async (path: string) => {
    const answer = await h.post(path, { content: contentOf('a') });
    const { runId = '' } = (await answer.json()) as { runId?: string };
    await h.time.advance(250);
    return { runId, number: h.author.read('me', 'runs', runId)?.number };
  };
  const first = await start('/v1/prompts/p1/execute');
  expect([first.number, (await start('/v1/prompts/p1/execute')).number]).toEqual([1, 2]);
  h.sql.prepare('delete from runs where id = ?').run(first.runId);
  expect((await start('/v1/prompts/p1/execute')).number).toBe(3);
  expect((await start('/v1/prompts/p2/execute')).number).toBe(1);
  expect((await start('/v1/runs')).number).toBeNull();
});

test('a run of a prompt the server does not know yet leaves its record to the device', async () => {
  const h = createHarness();
  await execute(h, { content: contentOf('offline child') });
  expect(h.author.read('me', 'prompts', 'p1')).toBeNull();
});

test('execute without content takes the prompt as the server knows it', async () => {
  const h = createHarness();
  expect(await codeOf(await execute(h, {}))).toBe('NOT_FOUND');
  addPrompt(h);
  expect((await execute(h, {})).status).toBe(201);
  await h.time.settle();
  expect(h.provider.last().call).toMatchObject({ kind: 'text', text: 'Stored text' });
});

test('the request that starts a run can be its stream', async () => {
  const h = createHarness();
  const headers = { accept: 'text/event-stream' };
  const answer = await execute(h, { content: contentOf('Hello') }, headers);
  expect(answer.headers.get('content-type')).toContain('text/event-stream');
  expect(answer.headers.get('cache-control')).toBe('no-cache, no-transform');
  expect(answer.headers.get('x-accel-buffering')).toBe('no');
  expect(answer.headers.get('server-timing')).toMatch(/^admit;dur=/);
  await h.time.settle();
  h.provider.last().say('Hi');
  h.provider.last().end();
  const types = (await readEvents(answer)).map((event) => event.type);
  expect(types).toEqual(['start', 'token', 'done']);
});

test('a request sent again never runs twice', async () => {
  const h = createHarness();
  const key = { 'idempotency-key': 'k-1' };
  const body = { content: contentOf('Once') };
  const [first, second] = await Promise.all([execute(h, body, key), execute(h, body, key)]);
  const third = await execute(h, body, key);
  await h.time.settle();
  h.provider.last().end();
  await h.time.settle();
  const afterRestart = await h.appOf(h.boot()).request('/v1/prompts/p1/execute', {
    method: 'POST',
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json', ...key }
  });
  const answers = [first, second, third, afterRestart];
  const ids = await Promise.all(
    answers.map(async (answer) => ((await answer.json()) as { runId: string }).runId)
  );
  expect(new Set(ids).size).toBe(1);
  expect(h.provider.calls).toHaveLength(1);
  expect(answers.map((answer) => answer.headers.get('idempotency-replayed'))).toEqual([
    null,
    'true',
    'true',
    'true'
  ]);
});

test('another request under a used key is refused', async () => {
  const h = createHarness();
  const key = { 'idempotency-key': 'k-1' };
  await execute(h, { content: contentOf('One') }, key);
  const other = await execute(h, { content: contentOf('Two') }, key);
  expect([other.status, await codeOf(other)]).toEqual([422, 'IDEMPOTENCY_MISMATCH']);
});

test('a temporary run is nowhere on the disk, and can still be repeated safely and resumed', async () => {
  const h = createHarness();
  const bytesBefore = h.sql.serialize();
  const body = { content: contentOf('A secret thought'), store: false };
  const key = { 'idempotency-key': 'k-temp' };
  const first = (await (await h.post('/v1/runs', body, key)).json()) as { runId: string };
  const again = (await (await h.post('/v1/runs', body, key)).json()) as { runId: string };
  await h.time.settle();
  expect(again.runId).toBe(first.runId);
  expect(h.provider.calls).toHaveLength(1);
  h.provider.last().say('A secret answer');
  await h.time.advance(1000);
  h.provider.last().end();
  await h.time.settle();
  expect((await h.show(first.runId)).output.text).toBe('A secret answer');
  expect(Buffer.compare(bytesBefore, h.sql.serialize())).toBe(0);
  expect(h.author.find('me', 'runs', {})).toEqual([]);
  await h.time.advance(61_000);
  expect((await h.app.request(`/v1/runs/${first.runId}`)).status).toBe(404);
});

test('refuses what cannot be run, before the model is called', async () => {
  const h = createHarness();
  const variable = { name: 'city', type: 'text', required: true, default: null, options: [] };
  const cases: [unknown, string][] = [
    [{ content: contentOf('  \n ') }, 'EMPTY_PROMPT'],
    [
      { content: contentOf('In {{city}}', { variables: [variable] as never }) },
      'MISSING_VARIABLES'
    ],
    [{ content: contentOf('x'.repeat(8000)) }, 'CONTEXT_LENGTH_EXCEEDED'],
    [{ content: { kind: 'text' } }, 'INVALID_REQUEST']
  ];
  for (const [body, code] of cases) expect(await codeOf(await execute(h, body))).toBe(code);
  const long = await execute(h, { content: contentOf('x'.repeat(8000)) });
  expect(await long.json()).toMatchObject({
    detail: 'It exceeds the limit by about 1,000 tokens.'
  });
  expect(h.provider.calls).toEqual([]);
  const filled = { content: contentOf('In {{city}}', { variables: [variable] as never }) };
  expect((await execute(h, { ...filled, variableValues: { city: 'Oslo' } })).status).toBe(201);
});

test("another scope's run is not there, in any way", async () => {
  const h = createHarness();
  const id = await h.start();
  const stranger = h.appOf(h.runs, 'someone-else');
  for (const path of ['', '/events', '/log', '/output'])
    expect((await stranger.request(`/v1/runs/${id}${path}`)).status).toBe(404);
  const cancel = await stranger.request(`/v1/runs/${id}/cancel`, {
    method: 'POST',
    body: '{}',
    headers: { 'content-type': 'application/json' }
  });
  expect(cancel.status).toBe(404);
  expect(h.provider.last().signal.aborted).toBe(false);
  h.provider.last().end();
  await h.time.settle();
  const later = h.appOf(h.boot(), 'someone-else');
  expect((await later.request(`/v1/runs/${id}`)).status).toBe(404);
  expect((await later.request(`/v1/runs/${id}/output`)).status).toBe(404);
});

test('at most eight runs of a person live at once', async () => {
  const h = createHarness({ limited: true });
  const none = { method: 'PUT', body: '{"queuedRuns":0}' };
  await h.app.request('/v1/limits', { ...none, headers: { 'content-type': 'application/json' } });
  for (let n = 0; n < 8; n++) await h.start();
  const ninth = await execute(h, { content: contentOf('x') });
  expect([ninth.status, await codeOf(ninth)]).toEqual([429, 'CONCURRENCY_LIMIT']);
  expect(ninth.headers.get('retry-after')).toBe('2');
  h.provider.last().end();
  await h.time.settle();
  expect((await execute(h, { content: contentOf('x') })).status).toBe(201);
});

test('a poll of an unchanged run costs nothing', async () => {
  const h = createHarness();
  const id = await h.start();
  const first = await h.app.request(`/v1/runs/${id}`);
  const etag = first.headers.get('etag') ?? '';
  const poll = () => h.app.request(`/v1/runs/${id}`, { headers: { 'if-none-match': etag } });
  expect((await poll()).status).toBe(304);
  h.provider.last().say('news');
  expect((await poll()).status).toBe(200);
});

test('runs are listed newest first, page by page, per prompt and over all', async () => {
  const h = createHarness();
  const made: string[] = [];
  for (let n = 0; n < 5; n++) {
    made.unshift(await h.start(`text ${n}`, { promptId: n % 2 ? 'p1' : 'p2' }));
    h.provider.last().end();
    await h.time.advance(n === 2 ? 0 : 5); // two of them share their time
  }
  const seen: Run[] = [];
  let cursor: string | null = '';
  while (cursor !== null) {
    const page = await h.app.request(`/v1/runs?limit=2${cursor && `&cursor=${cursor}`}`);
    const body = (await page.json()) as { items: Run[]; nextCursor: string | null };
    seen.push(...body.items);
    cursor = body.nextCursor;
  }
  expect(seen.map((run) => run.id)).toHaveLength(5);
  expect(new Set(seen.map((run) => run.id))).toEqual(new Set(made));
  const times = seen.map((run) => run.startedAt);
  expect(times).toEqual([...times].sort((a, b) => b - a));
  const own = await h.app.request('/v1/prompts/p1/runs');
  expect(((await own.json()) as { items: Run[] }).items).toHaveLength(2);
});

test('a bad cursor or key is refused with a reason', async () => {
  const h = createHarness();
  const id = await h.start();
  for (const path of [`/v1/runs/${id}/events?after=x`, '/v1/runs?cursor=x', '/v1/runs?limit=many'])
    expect((await h.app.request(path)).status).toBe(400);
  const bad = await execute(h, { content: contentOf('x') }, { 'idempotency-key': 'a b' });
  expect(await codeOf(bad)).toBe('INVALID_REQUEST');
});

test('the list is narrowed by status and model, page by page', async () => {
  const h = createHarness();
  const stopped: string[] = [];
  for (let nth = 0; nth < 4; nth++) {
    const id = await h.start(`text ${nth}`);
    if (nth % 2 === 0) {
      await h.post(`/v1/runs/${id}/cancel`, {});
      stopped.unshift(id);
    } else {
      h.provider.last().end();
    }
    await h.time.advance(300);
  }
  const found: string[] = [];
  let cursor = '';
  for (;;) {
    const answer = await h.app.request(`/v1/runs?status=stopped&limit=1${cursor}`);
    const { items, nextCursor } = (await answer.json()) as {
      items: Run[];
      nextCursor: string | null;
    };
    found.push(...items.map(({ id }) => id));
    if (nextCursor === null) break;
    cursor = `&cursor=${nextCursor}`;
  }
  expect(found).toEqual(stopped);
  const { items } = (await (
    await h.app.request('/v1/prompts/p1/runs?model=other/model')
  ).json()) as {
    items: Run[];
  };
  expect(items).toEqual([]);
  expect(await codeOf(await h.app.request('/v1/runs?status=lost'))).toBe('INVALID_REQUEST');
});

test('runs are compared with what they were asked and what came, and nobody else’s', async () => {
  const h = createHarness();
  addPrompt(h);
  const ids: string[] = [];
  for (const text of ['One', 'Two']) {
    const { runId } = (await (await execute(h, { content: contentOf(text) })).json()) as {
      runId: string;
    };
    ids.push(runId);
    await h.time.advance(300);
  }
  const path = `/v1/runs/compare?ids=${ids.join(',')}`;
  const { items } = (await (await h.app.request(path)).json()) as {
    items: { run: Run; output: { runId: string }; content: { text: string } }[];
  };
  expect(items.map(({ run, output, content }) => [run.id, output.runId, content.text])).toEqual([
    [ids[0], ids[0], 'One'],
    [ids[1], ids[1], 'Two']
  ]);
  expect(await codeOf(await h.appOf(undefined, 'other').request(path))).toBe('NOT_FOUND');
  expect(await codeOf(await h.app.request(`/v1/runs/compare?ids=${ids[0]}`))).toBe(
    'INVALID_REQUEST'
  );
});
