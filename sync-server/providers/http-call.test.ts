import { createServer } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { AppError } from '#shared/errors';
import { dialects } from '#shared/models';
import { aTextCall, createCollector, runToEnd, textOf } from '../testing/collect.ts';
import { createUpstream } from '../testing/upstream.ts';
import { adapters } from './dialects.ts';
import { createEgress } from './egress.ts';
import { createHttpProvider } from './http-call.ts';
import type { AddressInfo } from 'node:net';
import type { Upstream } from '../testing/upstream.ts';
import type { ModelCall } from '#shared/requests/model-call';
import type { Egress } from './egress.ts';

let upstream: Upstream;
let egress: Egress;
const story = 'The kettle sang. “Zoë,” said the naïve 🐈 — “tea?” — and the rain went on, softly.';
const spoken = dialects.filter((dialect) => dialect !== 'sample');

beforeAll(async () => {
  upstream = await createUpstream();
  egress = createEgress({
    policy: () => ({ allowedOrigins: [], mode: 'local', ownPort: 1 })
  });
});
afterAll(async () => {
  await egress.close();
  await upstream.close();
});

function provider(dialect: (typeof spoken)[number] = 'openai-chat', url = upstream.url) {
  const endpoint = { baseUrl: url, key: 'sk-very-secret-key' };
  return createHttpProvider({ adapter: adapters[dialect], endpoint, egress });
}

async function failure(call: Partial<ModelCall>, of = provider()): Promise<AppError> {
  const error: unknown = await runToEnd(of, aTextCall(call)).then(
    () => null,
    (reason: unknown) => reason
  );
  expect(error).toBeInstanceOf(AppError);
  return error as AppError;
}

async function settled(until: () => boolean) {
  for (let turn = 0; turn < 200 && !until(); turn++)
    await new Promise((resolve) => setTimeout(resolve, 5));
  expect(until()).toBe(true);
}

describe.each(spoken)('over HTTP, %s', (dialect) => {
  test('streams a text with its usage, its model and its end', async () => {
    const deltas = await runToEnd(provider(dialect), aTextCall());
    expect(textOf(deltas)).toBe(story);
    expect(deltas).toContainEqual({ type: 'model', name: 'ok-2026-01-01' });
    expect(deltas.findLast(({ type }) => type === 'usage')).toMatchObject({
      usage: { inputTokens: 12, outputTokens: 17, usageSource: 'provider' }
    });
    expect(deltas).toContainEqual(expect.objectContaining({ type: 'finish', reason: 'stop' }));
  });

  test('runs messages too', async () => {
    const messages = [{ role: 'user' as const, content: 'Hello' }];
    const call = aTextCall({ kind: 'messages', messages, systemPrompt: 'Be brief.' });
    expect(textOf(await runToEnd(provider(dialect), call))).toBe(story);
  });

  test('reads an answer that comes byte by byte', async () => {
    const deltas = await runToEnd(provider(dialect), aTextCall({ model: 'split-bytes' }));
    expect(textOf(deltas)).toBe(story);
  });

  test.each([
    ['fault-401', 'INVALID_API_KEY'],
    ['fault-402', 'QUOTA_EXCEEDED'],
    ['fault-403', 'PERMISSION_DENIED'],
    ['fault-404', 'MODEL_NOT_FOUND'],
    ['fault-429', 'RATE_LIMITED'],
    ['fault-quota', 'QUOTA_EXCEEDED'],
    ['fault-context', 'CONTEXT_LENGTH_EXCEEDED'],
    ['fault-500', 'MODEL_UNAVAILABLE'],
    ['fault-503', 'MODEL_UNAVAILABLE'],
    ['fault-529', 'MODEL_UNAVAILABLE'],
    ['fault-error', 'MODEL_UNAVAILABLE'],
    ['fault-cut', 'STREAM_TRUNCATED'],
    ['fault-reset', 'STREAM_TRUNCATED'],
    ['fault-reset-early', 'UPSTREAM_AMBIGUOUS'],
    ['fault-html', 'UPSTREAM_PROTOCOL'],
    ['fault-redirect', 'UPSTREAM_PROTOCOL'],
    ['fault-huge', 'UPSTREAM_PROTOCOL']
  ])('%s is %s', async (model, code) => {
    const error = await failure({ model }, provider(dialect));
    expect(error.code).toBe(code);
    expect(error.facts['sent']).toBe(true);
  });
});

describe('a call over HTTP', () => {
  test('keeps what came before a cut', async () => {
    const collector = createCollector();
    const run = provider().run(aTextCall({ model: 'fault-cut' }), collector.sink, signal());
    await expect(run).rejects.toMatchObject({ code: 'STREAM_TRUNCATED' });
    expect(collector.text()).toBe(story);
  });

  test('reports its progress in order', async () => {
    const collector = createCollector();
    await provider().run(aTextCall(), collector.sink, signal());
    expect([...new Set(collector.stages)]).toEqual(['connected', 'sent', 'headers', 'bytes']);
  });

  test('says how long to wait', async () => {
    expect((await failure({ model: 'fault-429' })).retryAfterMs).toBe(1000);
  });

  test('follows no redirect', async () => {
    const before = upstream.stats.requests;
    await failure({ model: 'fault-redirect' });
    expect(upstream.stats.requests).toBe(before + 1);
  });

  test('never repeats the key, not even where the provider does', async () => {
    upstream.script(
      { fault: 'refuse', status: 400, body: '{"error":"bad key sk-very-secret-key in zzz"}' },
      'echo-key'
    );
    const error = await failure({ model: 'echo-key' });
    expect(error.code).toBe('PROVIDER_REJECTED');
    expect(error.detail).toContain('zzz');
    expect(JSON.stringify([error.message, error.detail, error.facts])).not.toContain('very-secret');
  });

  test('closes the upstream connection at once when it is aborted', async () => {
    const collector = createCollector();
    const controller = new AbortController();
    const reason = new AppError('CANCELLED');
    const before = upstream.stats.aborted;
    const run = provider().run(aTextCall({ model: 'slow' }), collector.sink, controller.signal);
    const outcome = expect(run).rejects.toBe(reason);
    await settled(() => collector.text().length > 5);
    const asked = performance.now();
    controller.abort(reason);
    await outcome;
    await settled(() => upstream.stats.aborted === before + 1);
    expect(performance.now() - asked).toBeLessThan(100);
    const length = collector.text().length;
    await new Promise((resolve) => setTimeout(resolve, 120));
    expect(collector.text().length).toBe(length);
  });

  test('leaves no upstream at work when many are aborted at any moment', async () => {
    const { aborted, completed, requests } = upstream.stats;
    const runs = Array.from({ length: 24 }, (_, index) => {
      const controller = new AbortController();
      setTimeout(() => controller.abort(new AppError('CANCELLED')), index * 15);
      return provider().run(
        aTextCall({ model: 'slow' }),
        createCollector().sink,
        controller.signal
      );
    });
    for (const outcome of await Promise.allSettled(runs)) expect(outcome.status).toBe('rejected');
    const { stats } = upstream;
    await settled(() => stats.aborted - aborted === stats.requests - requests);
    expect(stats.completed).toBe(completed);
  });

  test('can be aborted while the server thinks', async () => {
    const controller = new AbortController();
    const before = upstream.stats.requests;
    const run = provider().run(
      aTextCall({ model: 'fault-hang-early' }),
      createCollector().sink,
      controller.signal
    );
    const outcome = expect(run).rejects.toMatchObject({ code: 'CANCELLED' });
    await settled(() => upstream.stats.requests > before);
    controller.abort(new AppError('CANCELLED'));
    await outcome;
  });

  test('that was aborted before it began sends nothing', async () => {
    const before = upstream.stats.requests;
    const run = provider().run(aTextCall(), createCollector().sink, AbortSignal.abort('no'));
    await expect(run).rejects.toBe('no');
    expect(upstream.stats.requests).toBe(before);
  });

  test('to a port where nothing listens is MODEL_UNAVAILABLE, and nothing was sent', async () => {
    const error = await failure(
      {},
      provider('openai-chat', `http://127.0.0.1:${await freePort()}`)
    );
    expect(error.code).toBe('MODEL_UNAVAILABLE');
    expect(error.facts['sent']).toBe(false);
    expect(error.detail).toBe('Nothing listens at that address.');
  });

  test('ends at the terminal sign although the server keeps the stream open', async () => {
    const endless = createServer((socket) => {
      socket.on('error', () => socket.destroy());
      socket.write(
        'HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n\r\n' +
          'data: {"choices":[{"delta":{"content":"Hi"},"finish_reason":"stop"}]}\n\ndata: [DONE]\n\n'
      );
    });
    await new Promise<void>((resolve) => endless.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(endless.address() as AddressInfo).port}`;
    expect(textOf(await runToEnd(provider('openai-chat', url), aTextCall()))).toBe('Hi');
    endless.close();
  });

  test('is refused when the address is inside the network', async () => {
    const error = await failure({}, provider('openai-chat', 'https://10.0.0.5/v1'));
    expect(error.code).toBe('EGRESS_BLOCKED');
    expect(error.facts['sent']).toBe(false);
  });

  test('leaves no socket behind', async () => {
    const own = createEgress({ policy: () => ({ allowedOrigins: [], mode: 'local', ownPort: 1 }) });
    const before = upstream.stats.openSockets;
    const endpoint = { baseUrl: upstream.url, key: null };
    const calls = createHttpProvider({ adapter: adapters['openai-chat'], endpoint, egress: own });
    await Promise.all(Array.from({ length: 8 }, () => runToEnd(calls, aTextCall())));
    await own.close();
    await settled(() => upstream.stats.openSockets <= before);
  });
});

function signal() {
  return new AbortController().signal;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
