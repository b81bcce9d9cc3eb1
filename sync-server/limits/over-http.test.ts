import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import { pino } from 'pino';
import { v7 } from 'uuid';
import { afterEach, expect, test } from 'vitest';
import { splitModelId } from '#shared/model-config';
import type { LimitsAnswer, LimitsPatch } from '#shared/limits';
import type { UsageReport } from '#shared/usage-report';
import { createApp } from '../app.ts';
import { openDatabase } from '../db/open.ts';
import { createWriter } from '../db/writer.ts';
import { createEgress } from '../providers/egress.ts';
import { createHttpProvider } from '../providers/http-call.ts';
import { openaiChat } from '../providers/openai-chat.ts';
import { createRuns } from '../runs/runs.ts';
import { model } from '../runs/testing/harness.ts';
import { realTimers } from '../runs/timers.ts';
import { createSyncServer } from '../sync/sync.ts';
import { createUpstream } from '../testing/upstream.ts';
import type { UpstreamScript } from '../testing/upstream.ts';
import { createLimits } from './limits.ts';
import type { LimitsDeps } from './limits.ts';
import { createStreams } from '../http/streams.ts';
import { testPrincipal } from '../testing/principal.ts';

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const clean of cleanups.splice(0).reverse()) await clean();
});

/** The product on real sockets, before a model server that does as it is told and has a price. */
async function serve(script: UpstreamScript, options: Partial<LimitsDeps> = {}) {
  const upstream = await createUpstream();
  cleanups.push(() => upstream.close());
  upstream.script(script);
  const { sql, folder } = openDatabase(':memory:');
  const writer = createWriter(sql);
  const log = pino({ level: 'silent' });
  const times = { now: () => Date.now(), monotonic: () => performance.now() };
  const every = () => () => undefined;
  const sync = createSyncServer({ sql, writer, folder, newId: v7, every, ...times });
  const policy = () => ({
    allowedOrigins: [upstream.url],
    mode: 'local' as const,
    ownPort: null
  });
  const egress = createEgress({ policy });
  const endpoint = { baseUrl: `${upstream.url}/v1`, key: 'key' };
  const provider = createHttpProvider({ adapter: openaiChat, endpoint, egress });
  const limits = createLimits({
    sql,
    writer,
    log,
    newId: v7,
    after: realTimers.after,
    ...times,
    ...options
  });
  const runs = createRuns({
    writer,
    sql,
    author: sync.author,
    newId: v7,
    random: Math.random,
    log,
    ...times,
    gate: limits.gate,
    resolve: async (_, id) => ({
      provider,
      model,
      call: (content) => ({
        model: splitModelId(id).name,
        kind: content.kind,
        text: content.text,
        systemPrompt: content.systemPrompt,
        messages: [],
        config: content.modelConfig
      })
    })
  });
  const app = createApp({
    sql,
    log,
    newId: v7,
    now: Date.now,
    streams: createStreams(),
    site: 'build/web',
    isDraining: () => false,
    features: [runs.routes, limits.routes],
    requests: limits.requests,
    hosts: () => [`127.0.0.1:${(server.address() as AddressInfo).port}`],
    identify(headers) {
      const userId = headers.get('x-person') ?? 'ada';
      return testPrincipal({ userId, scope: `u:${userId}` });
    }
  });
  const server = createServer(getRequestListener(app.fetch, { overrideGlobalObjects: false }));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  cleanups.push(async () => {
    await runs.drain(0);
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    await egress.close();
    sql.close();
  });

  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const request = (method: string, path: string, body?: unknown, more: object = {}) =>
    fetch(url + path, {
      method,
      headers: { 'content-type': 'application/json', ...more },
      ...(body === undefined ? {} : { body: JSON.stringify(body) })
    });
  const ask = async <Answer>(path: string) => (await (await request('GET', path)).json()) as Answer;
  return {
    upstream,
    request,
    runs,
    run: (maxTokens: number, more: object = {}) => {
      const shape = { kind: 'text', text: 'abc', systemPrompt: '', variables: [], tools: [] };
      const modelConfig = { model: 'test/m', maxTokens };
      const content = { ...shape, outputSchema: null, modelConfig };
      return request('POST', '/v1/runs', { content }, more);
    },
    async set(patch: LimitsPatch) {
      expect((await request('PUT', '/v1/limits', patch)).status).toBe(200);
    },
    limits: () => ask<LimitsAnswer>('/v1/limits'),
    usage: () => ask<UsageReport>('/v1/usage'),
    /** Resolves when nothing runs and nothing waits. */
    async idle() {
      while (runs.liveCount() > 0) await new Promise((resolve) => setTimeout(resolve, 10));
    }
  };
}

/** Says what is true again and again while something happens. */
function watch(read: () => number) {
  let most = 0;
  const timer = setInterval(() => (most = Math.max(most, read())), 1);
  return () => {
    clearInterval(timer);
    return most;
  };
}

async function codesOf(answers: Response[]) {
  const counts: Record<string, number> = {};
  for (const answer of answers) {
    const body = (await answer.json()) as { code?: string };
    const code = body.code ?? String(answer.status);
    counts[code] = (counts[code] ?? 0) + 1;
  }
  return counts;
}

const twoHundred = <Answer>(work: (index: number) => Answer) =>
  Array.from({ length: 200 }, (_, index) => work(index));
/** Costs exactly what is reserved for it: 1 token in at 100, 10 out at 200 nano-dollars. */
const dear: UpstreamScript = { tokens: ['a'], paceMs: 5, usage: { input: 1, output: 10 } };
const cost = 2100;

test('two hundred starts side by side never spend more than the budget', async () => {
  const s = await serve(dear);
  const budget = 20 * cost + 5;
  await s.set({
    runsPerMinute: 1000,
    liveRuns: 50,
    queuedRuns: 1000,
    queueWaitMs: 600_000,
    dayNanoUsd: budget
  });
  const answers = await Promise.all(twoHundred(() => s.run(10)));
  await s.idle();
  const { now } = await s.limits();
  expect(now.day.spentNanoUsd).toBe(20 * cost);
  expect(now.heldNanoUsd).toBe(0);
  expect(s.upstream.stats.requests).toBe(20);
  const codes = await codesOf(answers);
  expect((codes['201'] ?? 0) + (codes['BUDGET_EXCEEDED'] ?? 0)).toBe(200);
});

test('two hundred starts of runs that cost less than is reserved use the budget and no more', async () => {
  const s = await serve({ ...dear, usage: { input: 1, output: 1 } });
  const budget = 10 * cost;
  await s.set({
    runsPerMinute: 1000,
    liveRuns: 50,
    queuedRuns: 1000,
    queueWaitMs: 600_000,
    dayNanoUsd: budget
  });
  await Promise.all(twoHundred(() => s.run(10)));
  await s.idle();
  const { now } = await s.limits();
  expect(now.day.spentNanoUsd).toBeLessThanOrEqual(budget);
  // One more would not have fitted beside what was spent.
  expect(now.day.spentNanoUsd + cost).toBeGreaterThan(budget);
});

test('two hundred starts side by side: never more live than may be, all others in line or refused', async () => {
  const s = await serve({ tokens: ['a', 'b'], paceMs: 20 });
  await s.set({ runsPerMinute: 1000, liveRuns: 5, queuedRuns: 30, queueWaitMs: 600_000 });
  const mostSockets = watch(() => s.upstream.stats.requests - s.upstream.stats.completed);
  const answers = await Promise.all(twoHundred(() => s.run(10)));
  const codes = await codesOf(answers);
  await s.idle();
  expect(mostSockets()).toBeLessThanOrEqual(5);
  expect(s.upstream.stats.requests).toBe(codes['201']);
  expect(codes['201']).toBeGreaterThanOrEqual(35);
  expect((codes['201'] ?? 0) + (codes['CONCURRENCY_LIMIT'] ?? 0)).toBe(200);
  expect((await s.limits()).now).toMatchObject({ liveRuns: 0, queuedRuns: 0 });
});

test('all persons together have no more live runs than the server holds', async () => {
  const s = await serve({ tokens: ['a', 'b'], paceMs: 20 }, { mostLive: 6 });
  await s.set({ runsPerMinute: 1000, liveRuns: 4, queuedRuns: 100, queueWaitMs: 600_000 });
  const most = watch(() => s.upstream.stats.requests - s.upstream.stats.completed);
  await Promise.all(twoHundred((index) => s.run(10, { 'x-person': `person-${index % 20}` })));
  await s.idle();
  expect(most()).toBeLessThanOrEqual(6);
  expect(s.upstream.stats.requests).toBe(200);
});

test('two hundred starts side by side: no more in a minute than may be', async () => {
  const s = await serve(dear);
  await s.set({ runsPerMinute: 12, liveRuns: 50, queuedRuns: 1000 });
  const codes = await codesOf(await Promise.all(twoHundred(() => s.run(10))));
  expect(codes).toEqual({ 201: 12, RATE_LIMITED: 188 });
  await s.idle();
  expect(s.upstream.stats.requests).toBe(12);
});

test('two hundred starts side by side: no more tokens in a minute than may be', async () => {
  const s = await serve(dear);
  await s.set({ runsPerMinute: 1000, liveRuns: 50, queuedRuns: 1000, tokensPerMinute: 115 });
  const codes = await codesOf(await Promise.all(twoHundred(() => s.run(10))));
  await s.idle();
  expect(codes).toEqual({ 201: 10, RATE_LIMITED: 190 });
  const { total } = await s.usage();
  expect(total).toMatchObject({ runs: 10, inputTokens: 10, outputTokens: 100 });
});

test('two hundred requests side by side: per person and per address no more than may be', async () => {
  const s = await serve({}, { requestsPerAddress: 150 });
  await s.set({ requestsPerMinute: 100 });
  const own = await Promise.all(twoHundred(() => s.request('GET', '/v1/usage')));
  const refused = own.filter(({ status }) => status === 429);
  // A bucket fills up while it is emptied; a busy machine takes its time.
  expect(own.length - refused.length).toBeLessThanOrEqual(120);
  expect(refused[0]?.headers.get('retry-after')).toBe('1');
  expect(refused[0]?.headers.get('ratelimit-policy')).toBe('"requests";q=100;w=60');
  expect(refused[0]?.headers.get('ratelimit')).toMatch(/^"requests";r=0;t=\d+$/);
  const others = await Promise.all(
    twoHundred((n) => s.request('GET', '/v1/usage', undefined, { 'x-person': `p${n}` }))
  );
  expect(others.some(({ status }) => status === 429)).toBe(true);
});

test('the answer of a start says where one stands, and a stream does too', async () => {
  const s = await serve(dear);
  const answer = await s.run(10);
  expect(answer.headers.get('ratelimit-policy')).toBe(
    '"requests";q=12000;w=60, "runs";q=60;w=60, "live-runs";q=8;qu="concurrent-requests"'
  );
  await s.idle();
  const stream = await s.run(10, { accept: 'text/event-stream' });
  expect(stream.headers.get('ratelimit')).toMatch(/^"runs";r=58;t=\d+, "live-runs";r=7$/);
  expect(await stream.text()).toContain('event: done');
  await s.idle();
});
