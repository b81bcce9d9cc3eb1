import { expect, test } from 'vitest';
import { AppError } from '#shared/errors';
import { follow, HeldBack } from './sse';
import type { StreamEvent } from './sse';

const bytes = new TextEncoder().encode(
  'retry: 1500\n\n: hb\n\nevent: token\nid: 7\ndata: {"text":"ä😀"}\n\nevent: done\nid: 8\ndata: {}\n\n'
);
const expected = [
  { event: 'token', id: '7', data: '{"text":"ä😀"}' },
  { event: 'done', id: '8', data: '{}' }
];

function answer(
  start: (controller: ReadableStreamDefaultController<Uint8Array>) => void,
  cancel?: () => void
) {
  const body = new ReadableStream<Uint8Array>({ start, ...(cancel ? { cancel } : {}) });
  return new Response(body, { headers: { 'content-type': 'text/event-stream; charset=utf-8' } });
}

async function collect(events: AsyncIterable<StreamEvent>) {
  const all: StreamEvent[] = [];
  for await (const event of events) all.push(event);
  return all;
}

test('reads events wherever the bytes are cut', async () => {
  for (let cut = 0; cut <= bytes.length; cut++) {
    const open = async () =>
      answer((controller) => {
        controller.enqueue(bytes.slice(0, cut));
        controller.enqueue(bytes.slice(cut));
        controller.close();
      });
    expect(await collect(follow(open, '/e', { after: 6 }))).toEqual(expected);
  }
});

test('asks from its cursor on, and starts with what it is given', async () => {
  const asked: [string, RequestInit | undefined][] = [];
  const open = async (url: string, init?: RequestInit) => {
    asked.push([url, init]);
    return answer((controller) => controller.close());
  };
  await collect(follow(open, '/v1/runs/r/events', { after: 6 }));
  await collect(follow(open, '/v1/runs/r/events', { after: null }));
  await collect(follow(open, '/v1/runs', { after: 0, method: 'POST', body: '{}' }));
  expect(asked.map(([url]) => url)).toEqual([
    '/v1/runs/r/events?after=6',
    '/v1/runs/r/events',
    '/v1/runs'
  ]);
  expect(asked[2]?.[1]).toMatchObject({ method: 'POST', body: '{}' });
});

test('a run that has nothing more to say yields nothing', async () => {
  const open = async () => new Response(null, { status: 204 });
  expect(await collect(follow(open, '/e', { after: 9 }))).toEqual([]);
});

test('a connection that breaks is lost, after what it brought', async () => {
  let broken: ReadableStreamDefaultController<Uint8Array> | undefined;
  const open = async () =>
    answer((controller) => {
      broken = controller;
      controller.enqueue(bytes);
    });
  const seen: StreamEvent[] = [];
  const reading = (async () => {
    for await (const event of follow(open, '/e', { after: 0 })) {
      seen.push(event);
      if (seen.length === 2) broken?.error(new TypeError('network error'));
    }
  })();
  await expect(reading).rejects.toMatchObject({ code: 'OFFLINE' });
  expect(seen).toEqual(expected);
});

test('a connection without even a heartbeat is closed and lost', async () => {
  let cancelled = false;
  const open = async () =>
    answer(
      () => undefined,
      () => (cancelled = true)
    );
  await expect(collect(follow(open, '/e', { after: 0, idleMs: 20 }))).rejects.toBeInstanceOf(
    AppError
  );
  expect(cancelled).toBe(true);
});

test('leaving in the middle closes the connection', async () => {
  let cancelled = false;
  const open = async () =>
    answer(
      (controller) => controller.enqueue(bytes),
      () => (cancelled = true)
    );
  for await (const event of follow(open, '/e', { after: 0 })) if (event.id === '7') break;
  expect(cancelled).toBe(true);
});

test('an abort rejects with its reason', async () => {
  const controller = new AbortController();
  const reason = new Error('The page woke up.');
  const open = async () =>
    answer((stream) => {
      controller.signal.addEventListener('abort', () => stream.error(reason));
    });
  const reading = collect(follow(open, '/e', { after: 0, signal: controller.signal }));
  setTimeout(() => controller.abort(reason), 5);
  await expect(reading).rejects.toBe(reason);
});

test('a page instead of a stream is refused', async () => {
  const open = async () => new Response('<html>', { headers: { 'content-type': 'text/html' } });
  await expect(collect(follow(open, '/e', { after: 0 }))).rejects.toMatchObject({
    code: 'INTERNAL'
  });
});

test('a stream whose first byte does not come in time is held back, with or without headers', async () => {
  const never =
    (signal: AbortSignal | null | undefined) => (controller: { error(e: unknown): void }) =>
      void signal?.addEventListener('abort', () => controller.error(signal.reason));
  const withHeaders = async (_: string, init?: RequestInit) => answer(never(init?.signal));
  const without = (_: string, init?: RequestInit) =>
    new Promise<Response>((__, reject) => never(init?.signal)({ error: reject }));
  for (const open of [withHeaders, without])
    await expect(collect(follow(open, '/e', { after: 0, firstMs: 10 }))).rejects.toBeInstanceOf(
      HeldBack
    );
});

test('whatever comes is told, also a heartbeat', async () => {
  let count = 0;
  const open = async () =>
    answer((controller) => {
      controller.enqueue(new TextEncoder().encode(': hb\n\n'));
      setTimeout(() => controller.close(), 5);
    });
  await collect(follow(open, '/e', { after: 0, firstMs: 1000, onbytes: () => (count += 1) }));
  expect(count).toBeGreaterThan(0);
});
