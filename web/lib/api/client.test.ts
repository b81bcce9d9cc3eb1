import * as z from 'zod/mini';
import { describe, expect, test } from 'vitest';
import { createApi } from './client';

const schema = z.object({ ok: z.boolean() });
const answering = (response: () => Response | Promise<Response>) =>
  createApi({ fetch: async () => response() });

test('an answer is parsed', async () => {
  const api = answering(() => Response.json({ ok: true, more: 1 }));
  expect(await api.get('/v1/x', schema)).toEqual({ ok: true });
});

test('a body goes out as JSON to the path under the base', async () => {
  const calls: [string, RequestInit | undefined][] = [];
  const api = createApi({
    base: 'http://server',
    fetch: async (input, init) => {
      calls.push([input, init]);
      return Response.json({ ok: true });
    }
  });
  await api.put('/v1/x', { a: 1 }, schema, { headers: { 'idempotency-key': 'k' } });
  const [path, init] = calls[0] ?? [];
  expect(path).toBe('http://server/v1/x');
  expect(init).toMatchObject({
    method: 'PUT',
    body: '{"a":1}',
    headers: { 'content-type': 'application/json', 'idempotency-key': 'k' }
  });
});

describe('what fails is an AppError:', () => {
  const problem = {
    code: 'RATE_LIMITED',
    detail: 'Slow down.',
    retryAfterMs: 500,
    requestId: 'r1'
  };
  const cases: [string, () => Response | Promise<Response>, object][] = [
    [
      'a problem document keeps its code, detail and facts',
      () => Response.json(problem, { status: 429 }),
      { code: 'RATE_LIMITED', detail: 'Slow down.', retryAfterMs: 500, facts: { requestId: 'r1' } }
    ],
    [
      'a code of a newer server is INTERNAL',
      () => Response.json({ code: 'NEW' }, { status: 400 }),
      { code: 'INTERNAL' }
    ],
    [
      'a page in place of a problem is INTERNAL',
      () => new Response('<h1>', { status: 500 }),
      { code: 'INTERNAL' }
    ],
    [
      'a gateway without a server is OFFLINE',
      () => new Response('', { status: 502 }),
      { code: 'OFFLINE' }
    ],
    [
      'no network is OFFLINE',
      () => Promise.reject(new TypeError('fetch failed')),
      { code: 'OFFLINE' }
    ],
    ['another shape is INTERNAL', () => Response.json({ ok: 'yes' }), { code: 'INTERNAL' }],
    ['no JSON is INTERNAL', () => new Response('ok'), { code: 'INTERNAL' }]
  ];
  for (const [name, response, expected] of cases)
    test(name, async () => {
      await expect(answering(response).get('/v1/x', schema)).rejects.toMatchObject(expected);
    });
});

test('an abort rejects with its own reason', async () => {
  const reason = new Error('left the page');
  const api = createApi({
    fetch: (_, init) => Promise.reject(init?.signal?.reason ?? new TypeError())
  });
  await expect(api.get('/v1/x', schema, { signal: AbortSignal.abort(reason) })).rejects.toBe(
    reason
  );
});
