import { Hono } from 'hono';
import { pino } from 'pino';
import { expect, test } from 'vitest';
import * as z from 'zod/mini';
import { AppError } from '#shared/errors';
import { guard } from './guard.ts';
import { onError } from './problem.ts';
import { request } from './request.ts';
import { route } from './route.ts';
import { createStreams } from './streams.ts';
import type { Env, Principal } from './route.ts';

const silent = pino({ level: 'silent' });
const owner: Principal = {
  userId: 'local',
  organizationId: 'local',
  scope: 'u:local',
  role: 'owner',
  via: 'machine',
  viaId: 'machine',
  provenAt: null
};

function createTestApp(principal: Principal | null = owner, streams = createStreams()) {
  const app = new Hono<Env>();
  app.onError(onError(silent));
  app.use(
    request({
      newId: () => 'r1',
      identify: () => principal,
      now: () => 0,
      streams
    })
  );
  app.use(guard(() => ['localhost:8787']));
  app.post(
    '/v1/things/:id',
    route(
      'person',
      {
        params: z.object({ id: z.string() }),
        body: z.strictObject({ name: z.string() }),
        maxBytes: 1000,
        answer: z.object({ id: z.string(), name: z.string(), by: z.string() })
      },
      ({ params, body, principal }) => ({ ...params, ...body, by: principal.userId })
    )
  );
  app.get(
    '/v1/broken',
    route('person', { answer: 'nothing' }, () => {
      throw new TypeError('secret internals');
    })
  );
  app.get(
    '/v1/busy',
    route('person', { answer: 'nothing' }, () => {
      throw new AppError('RATE_LIMITED', { retryAfterMs: 1500 });
    })
  );
  return app;
}

const headers = { host: 'localhost:8787', 'content-type': 'application/json' };
const post = (body: string, more: Record<string, string> = {}) =>
  createTestApp().request('/v1/things/7', {
    method: 'POST',
    body,
    headers: { ...headers, ...more }
  });

test('input that parses reaches the handler, with whoever asks', async () => {
  const response = await post('{"name":"x"}');
  expect(await response.json()).toEqual({ id: '7', name: 'x', by: 'local' });
  expect(response.headers.get('x-request-id')).toBe('r1');
  expect(response.headers.get('server-timing')).toMatch(/total;dur=/);
});

test('whoever loses the right while the body is on its way is not heard', async () => {
  const streams = createStreams();
  const body = new TransformStream<Uint8Array, Uint8Array>();
  const asked = createTestApp(owner, streams).request('/v1/things/7', {
    method: 'POST',
    headers,
    body: body.readable,
    duplex: 'half'
  } as RequestInit);
  const writer = body.writable.getWriter();
  await writer.write(Buffer.from('{"name":'));
  streams.close(({ userId }) => userId === owner.userId);
  await writer.write(Buffer.from('"x"}'));
  await writer.close();
  expect(await (await asked).json()).toMatchObject({ code: 'OUTCOME_UNKNOWN', retryable: true });
});

test.each([
  ['not JSON', '{', 400, 'INVALID_REQUEST'],
  ['a wrong type', '{"name":1}', 400, 'INVALID_REQUEST'],
  ['an unknown field', '{"name":"x","role":"owner"}', 400, 'INVALID_REQUEST'],
  ['too large a body', JSON.stringify({ name: 'x'.repeat(2000) }), 413, 'PAYLOAD_TOO_LARGE']
])('%s is refused with a code and a sentence', async (_what, body, status, code) => {
  const response = await post(body);
  expect(response.status).toBe(status);
  expect(response.headers.get('content-type')).toBe('application/problem+json');
  expect(await response.json()).toMatchObject({ code, title: expect.any(String), requestId: 'r1' });
});

test('a body that is not declared as JSON is refused, so that a form of another site never passes', async () => {
  expect((await post('{"name":"x"}', { 'content-type': 'text/plain' })).status).toBe(400);
});

test.each([
  ['another host name', { host: 'evil.test' }, 421],
  ['another origin', { origin: 'http://evil.test' }, 403],
  ['another port of this machine', { origin: 'http://localhost:9999' }, 403],
  ['a cross-site fetch', { 'sec-fetch-site': 'cross-site' }, 403],
  ['a same-site fetch', { 'sec-fetch-site': 'same-site' }, 403],
  ['the app itself', { origin: 'http://localhost:8787', 'sec-fetch-site': 'same-origin' }, 200]
])('a request from %s is judged by its headers', async (_who, more, status) => {
  expect((await post('{"name":"x"}', more as Record<string, string>)).status).toBe(status);
});

test('without a person nothing is answered but who one is not', async () => {
  const app = createTestApp(null);
  const response = await app.request('/v1/busy', { headers });
  expect(response.status).toBe(401);
});

test('a bug is a 500 that tells nothing of its inside', async () => {
  const response = await createTestApp().request('/v1/broken', { headers });
  expect(response.status).toBe(500);
  expect(await response.text()).not.toContain('secret internals');
});

test('a wait is told in seconds to machines and in milliseconds to us', async () => {
  const response = await createTestApp().request('/v1/busy', { headers });
  expect(response.headers.get('retry-after')).toBe('2');
  expect(await response.json()).toMatchObject({ code: 'RATE_LIMITED', retryAfterMs: 1500 });
});
