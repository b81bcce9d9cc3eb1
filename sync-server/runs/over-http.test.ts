import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import { afterEach, expect, test } from 'vitest';
import { contentOf, createHarness, fold, parseFrames } from './testing/harness.ts';

const cleanups: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const clean of cleanups.splice(0)) await clean();
});

/** The routes on real sockets, as the product serves them. */
async function serve() {
  const h = createHarness();
  const listener = getRequestListener(h.app.fetch, { overrideGlobalObjects: false });
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  cleanups.push(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const start = (signal?: AbortSignal) =>
    fetch(`${url}/v1/prompts/p1/execute`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'text/event-stream' },
      body: JSON.stringify({ content: contentOf('Hello') }),
      ...(signal ? { signal } : {})
    });
  return { h, url, start };
}

test('a stream over a real socket carries the whole run and then ends', async () => {
  const { h, start } = await serve();
  const answer = await start();
  expect(answer.headers.get('content-type')).toContain('text/event-stream');
  expect(answer.headers.get('x-accel-buffering')).toBe('no');
  await h.time.settle();
  h.provider.last().say('Hi ');
  await h.time.advance(20);
  h.provider.last().say('there 😀');
  h.provider.last().end();
  expect(fold(parseFrames(await answer.text()))).toMatchObject({
    status: 'done',
    text: 'Hi there 😀'
  });
});

test('a socket that is gone leaves the run alone, and coming back misses nothing', async () => {
  const { h, url, start } = await serve();
  const leaving = new AbortController();
  const answer = await start(leaving.signal);
  await h.time.settle();
  h.provider.last().say('before ');
  const reader = answer.body?.getReader();
  let text = '';
  while (!text.includes('before')) text += new TextDecoder().decode((await reader?.read())?.value);
  const seen = parseFrames(text);
  leaving.abort();
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(h.provider.last().signal.aborted).toBe(false);

  await h.time.advance(20);
  h.provider.last().say('after');
  const opening = seen.find((event) => event.type === 'start');
  const back = await fetch(`${url}/v1/runs/${opening?.data.runId}/events`, {
    headers: { 'last-event-id': String(seen.at(-1)?.seq) }
  });
  h.provider.last().end();
  const state = fold(parseFrames(await back.text()), fold(seen));
  expect(state).toMatchObject({ status: 'done', text: 'before after' });
});
