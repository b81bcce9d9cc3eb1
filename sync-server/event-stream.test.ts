import { createServer, request } from 'node:http';
import type { IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import { Hono } from 'hono';
import { pino } from 'pino';
import { afterEach, expect, test } from 'vitest';
import type { RunEvent } from '#shared/run-events';
import { onError } from './http/problem.ts';
import type { Env } from './http/route.ts';
import { createHarness, fold, parseFrames } from './runs/testing/harness.ts';
import { createEventStream, pokeEvents } from './sync/events.ts';
import { createPokes } from './sync/pokes.ts';

const cleanups: (() => Promise<unknown> | void)[] = [];
afterEach(async () => {
  for (const clean of cleanups.splice(0)) await clean();
});

/** A person's event stream over both engines. */
function createWorld() {
  const h = createHarness();
  const pokes = createPokes();
  function every(ms: number, tick: () => void) {
    let cancel = h.time.timers.after(ms, again);
    function again() {
      cancel = h.time.timers.after(ms, again);
      tick();
    }
    return () => cancel();
  }
  const stream = createEventStream({ sources: [pokeEvents(pokes), h.runs.events], every });
  const app = new Hono<Env>();
  app.onError(onError(pino({ level: 'silent' })));
  app.get('/v1/events', (c) => stream(c, c.req.header('x-scope') ?? 'me'));

  /** Listens; `text` is what has come so far. */
  async function listen(after = '', scope = 'me') {
    const answer = await app.request(`/v1/events${after && `?after=${after}`}`, {
      headers: { 'x-scope': scope }
    });
    const reader = answer.body?.getReader();
    const heard = { text: '', leave: () => reader?.cancel() };
    const decoder = new TextDecoder();
    async function read() {
      for (;;) {
        const { done, value } = (await reader?.read()) ?? { done: true, value: undefined };
        if (done) return;
        heard.text += decoder.decode(value, { stream: true });
      }
    }
    void read();
    cleanups.push(heard.leave);
    await h.time.settle();
    return heard;
  }
  return { h, pokes, app, listen };
}

/** The events of one run among those of a stream, as its own stream would have told them. */
function eventsOf(text: string, runId: string): RunEvent[] {
  const own = text.split('\n\n').filter((frame) => frame.includes(`\nid: ${runId}:`));
  return parseFrames(own.join('\n\n').replaceAll(`\nid: ${runId}:`, '\nid: '));
}

test('one stream tells of all live runs and of pokes, each event with its run and seq', async () => {
  const { h, pokes, listen } = createWorld();
  const heard = await listen();
  const a = await h.start();
  h.provider.last().say('of a');
  const b = await h.start();
  h.provider.last().say('of b');
  pokes.notify('me', 7);
  for (const call of h.provider.calls) call.end();
  await h.time.settle();
  expect(fold(eventsOf(heard.text, a))).toMatchObject({ status: 'done', text: 'of a' });
  expect(fold(eventsOf(heard.text, b))).toMatchObject({ status: 'done', text: 'of b' });
  expect(eventsOf(heard.text, a).map(({ seq }) => seq)).toEqual([1, 2, 3]);
  expect(heard.text).toContain('event: poke\ndata: {"scope":"me","seq":7}\n\n');
  expect(heard.text.startsWith('retry: 1500\n\n')).toBe(true);
});

test('who joins is given snapshots, then where each run stands, then what follows', async () => {
  const { h, listen } = createWorld();
  const a = await h.start();
  h.provider.last().say('begun ');
  await h.time.advance(20);
  const heard = await listen();
  expect(eventsOf(heard.text, a).map(({ type }) => type)).toEqual(['snapshot']);
  expect(heard.text).toContain(`event: live\ndata: {"runs":{"${a}":2}}`);
  h.provider.last().say('ended');
  h.provider.last().end();
  await h.time.settle();
  expect(fold(eventsOf(heard.text, a))).toMatchObject({ status: 'done', text: 'begun ended' });
});

test('who comes back with cursors misses nothing and is told nothing twice', async () => {
  const { h, listen } = createWorld();
  const first = await listen();
  const a = await h.start();
  const callA = h.provider.last();
  callA.say('a1 ');
  const b = await h.start();
  const callB = h.provider.last();
  callB.say('b1 ');
  await h.time.advance(20);
  await first.leave();
  const seen = { [a]: eventsOf(first.text, a), [b]: eventsOf(first.text, b) };
  callA.say('a2 ');
  callB.say('b2');
  callB.end(); // while nobody listens
  await h.time.advance(20);
  const cursor = (id: string) => `${id}:${seen[id]?.at(-1)?.seq}`;
  const second = await listen(`${cursor(a)},${cursor(b)}`);
  callA.say('a3');
  callA.end();
  await h.time.settle();
  for (const [id, text] of [
    [a, 'a1 a2 a3'],
    [b, 'b1 b2']
  ] as const) {
    const all = [...(seen[id] ?? []), ...eventsOf(second.text, id)];
    expect(all.map(({ seq }) => seq)).toEqual(all.map((_, index) => index + 1));
    expect(fold(all)).toMatchObject({ status: 'done', text });
  }
});

test('an end that is on the disk alone is told as well, and a run nobody knows is passed over', async () => {
  const { h, listen } = createWorld();
  const a = await h.start();
  h.provider.last().say('all of it');
  h.provider.last().end();
  await h.time.advance(120_000); // out of memory by now
  const heard = await listen(`${a}:1,nobody:3`);
  expect(fold(eventsOf(heard.text, a))).toMatchObject({ status: 'done', text: 'all of it' });
  expect(heard.text).toContain('event: live\ndata: {"runs":{}}');
});

test('another person’s runs and temporary runs are not in it', async () => {
  const { h, listen } = createWorld();
  const other = await listen('', 'somebody');
  const own = await listen();
  await h.start();
  h.provider.last().say('mine');
  const temporary = await h.start('Whisper', { store: false });
  h.provider.last().say('secret');
  await h.time.advance(20);
  const late = await listen(`${temporary}:0`, 'somebody');
  for (const { text } of [other, late]) expect(text).not.toContain('id: ');
  expect(own.text).toContain('mine');
  expect(own.text).not.toContain('secret');
});

test('a cursor that is none is refused', async () => {
  const { app, h } = createWorld();
  for (const after of ['what', 'a:b', 'a:1;b:2', `${'x'.repeat(65)}:1`]) {
    const answer = await app.request(`/v1/events?after=${after}`);
    expect(answer.status).toBe(400);
  }
  expect(h.runs.liveCount()).toBe(0);
});

test('it beats every ten seconds, and forgets who leaves', async () => {
  const { h, listen } = createWorld();
  const heard = await listen();
  await h.time.advance(10_500);
  expect(heard.text).toContain(': hb\n\n');
  await heard.leave();
  const a = await h.start();
  h.provider.last().say('to nobody');
  await h.time.advance(20);
  expect(heard.text).not.toContain(a);
});

/** The stream on a real socket that is not read. */
async function openUnread(app: Hono<Env>) {
  const left: boolean[] = [];
  const listener = getRequestListener(app.fetch, { overrideGlobalObjects: false });
  const server = createServer((incoming, outgoing) => {
    outgoing.on('close', () => left.push(true));
    void listener(incoming, outgoing);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  cleanups.push(() => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  });
  const { port } = server.address() as AddressInfo;
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    request(`http://127.0.0.1:${port}/v1/events`, { agent: false }, resolve)
      .on('error', reject)
      .end();
  });
  answer.on('error', () => undefined);
  answer.pause();
  return { left, answer };
}

test('a socket that does not read is dropped by its bytes, and the run goes on', async () => {
  const { h, app } = createWorld();
  const { left } = await openUnread(app);
  const id = await h.start();
  const piece = 'x'.repeat(64 * 1024);
  let said = 0;
  for (; left.length === 0 && said < 110; said++) {
    h.provider.last().say(piece);
    await h.time.advance(20);
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  expect(left).toEqual([true]);
  h.provider.last().say('the end');
  h.provider.last().end();
  await h.time.settle();
  expect((await h.show(id)).output.text).toHaveLength(piece.length * said + 7);
});
