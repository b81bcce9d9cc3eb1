import { describe, expect, test } from 'vitest';
import { AppError } from '#shared/errors';
import type { RunState } from '#shared/run-events';
import { createPollSlots } from './poll-slots';
import { RunSession } from './run.svelte';
import type { RunSource } from './run.svelte';

const start: RunSource = {
  runId: null,
  start: { path: '/v1/prompts/p/execute', idempotencyKey: 'key-1', body: { content: 1 } }
};

type Answer = Response | Error | ((signal: AbortSignal | null | undefined) => Promise<Response>);

/** A server that answers each request by the next line of its script, and a world without waiting. */
function scripted(answers: Answer[]) {
  const asked: { path: string; method: string; accept: string | null; body: unknown }[] = [];
  const wakes = new Set<() => void>();
  const ends: { state: RunState; complete: boolean }[] = [];
  const flushed: string[] = [];
  const runs: string[] = [];
  const unheard: number[] = [];
  let resolveEnd: () => void = () => {};
  const ended = new Promise<void>((resolve) => (resolveEnd = resolve));
  return {
    asked,
    ends,
    flushed,
    runs,
    unheard,
    ended,
    wake: () => [...wakes].forEach((work) => work()),
    ports: {
      async open(path: string, init: RequestInit = {}) {
        const headers = new Headers(init.headers);
        asked.push({
          path,
          method: init.method ?? 'GET',
          accept: headers.get('accept'),
          body: typeof init.body === 'string' ? JSON.parse(init.body) : null
        });
        if (path.endsWith('/cancel')) return new Response('{}');
        const answer = answers.shift();
        if (!answer) throw new AppError('OFFLINE');
        if (answer instanceof Error) throw answer;
        return typeof answer === 'function' ? answer(init.signal) : answer;
      },
      frame(work: () => void) {
        const timer = setTimeout(work, 0);
        return () => clearTimeout(timer);
      },
      feed: null,
      slots: createPollSlots(1),
      visible: () => true,
      random: () => 0,
      rest: () => new Promise<void>((resolve) => setTimeout(resolve, 0)),
      onwake(work: () => void) {
        wakes.add(work);
        return () => wakes.delete(work);
      }
    },
    watcher: {
      onrun: (runId: string) => runs.push(runId),
      onunheard: (seen: number) => unheard.push(seen),
      onflush: (state: RunState) => flushed.push(state.text),
      onend: (state: RunState, complete: boolean) => {
        ends.push({ state, complete });
        resolveEnd();
      }
    }
  };
}

const usage = {
  inputTokens: 1,
  outputTokens: 2,
  reasoningTokens: null,
  cachedTokens: null,
  usageSource: 'provider'
};
const started = {
  runId: 'run-1',
  promptId: 'p',
  promptVersionId: 'v',
  model: 'sample/sample',
  maxTokens: 64,
  attempt: 1,
  t: 0
};

function done(textLength: number, finishReason = 'stop') {
  return {
    runId: 'run-1',
    ...usage,
    finishReason,
    providerFinishReason: null,
    modelAnswered: null,
    cost: 0,
    textLength,
    timings: { ttftMs: 5, latencyMs: 50 }
  };
}

type Line = [seq: number, event: string, data: unknown];

function frames(lines: Line[]): string {
  return lines
    .map(([seq, event, data]) => `event: ${event}\nid: ${seq}\ndata: ${JSON.stringify(data)}\n\n`)
    .join('');
}

/** A connection that says these lines and is then closed, however far the run is. */
function stream(...lines: Line[]): Response {
  return new Response(frames(lines), { headers: { 'content-type': 'text/event-stream' } });
}

/** A connection that says these lines and then nothing more. */
function hanging(...lines: Line[]): Response {
  const body = new ReadableStream<Uint8Array>({
    start: (controller) => controller.enqueue(new TextEncoder().encode(frames(lines)))
  });
  return new Response(body, { headers: { 'content-type': 'text/event-stream' } });
}

async function soon(condition: () => boolean) {
  for (let turn = 0; turn < 200 && !condition(); turn += 1) {
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  expect(condition()).toBe(true);
}

const text = (seq: number, word: string): Line => [seq, 'token', { text: word, t: seq * 10 }];

/** Says these lines and stays open, as fetch does: calling the request off breaks the reading. */
function openUntilCalledOff(...lines: Line[]) {
  return async (signal: AbortSignal | null | undefined) => {
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        controller.enqueue(new TextEncoder().encode(frames(lines)));
        signal?.addEventListener('abort', () => controller.error(signal.reason));
      }
    });
    return new Response(body, { headers: { 'content-type': 'text/event-stream' } });
  };
}

describe('following a run', () => {
  test('its end stands, however many attempts it took to reach it', async () => {
    const away = Array.from({ length: 7 }, () => new AppError('OFFLINE'));
    const world = scripted([
      stream([1, 'start', started], text(2, 'Hello')),
      ...away,
      openUntilCalledOff([3, 'done', done(5)])
    ]);
    const run = new RunSession(world.ports, start, world.watcher);
    await world.ended;
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(run.state.status).toBe('done');
    expect(world.ends).toHaveLength(1);
  });

  test('starts it with its key and folds its log to the end', async () => {
    const world = scripted([
      stream([1, 'start', started], text(2, 'Hel'), text(3, 'lo'), [4, 'done', done(5)])
    ]);
    const run = new RunSession(world.ports, start, world.watcher);
    await world.ended;
    expect(run.state.text).toBe('Hello');
    expect(run.live).toBe(false);
    expect(world.runs).toEqual(['run-1']);
    expect(world.ends).toMatchObject([{ complete: true, state: { status: 'done' } }]);
    expect(world.asked).toHaveLength(1);
  });

  test('a connection that breaks off is taken up where it broke, with no gap and no repeat', async () => {
    const world = scripted([
      stream([1, 'start', started], text(2, 'a')),
      new AppError('OFFLINE'),
      stream(text(2, 'a'), text(3, 'b')),
      stream(text(4, 'c'), [5, 'done', done(3)])
    ]);
    const run = new RunSession(world.ports, start, world.watcher);
    await world.ended;
    expect(run.state.text).toBe('abc');
    expect(world.asked.slice(1).map(({ path }) => path)).toEqual([
      '/v1/runs/run-1/events?after=2',
      '/v1/runs/run-1/events?after=2',
      '/v1/runs/run-1/events?after=3'
    ]);
  });

  test('where the first answer is lost, the same key asks which run it is', async () => {
    const world = scripted([
      new AppError('OFFLINE'),
      new Response(JSON.stringify({ runId: 'run-1', versionId: 'v', eventsUrl: '', seq: 1 })),
      stream([1, 'start', started], text(2, 'x'), [3, 'done', done(1)])
    ]);
    const run = new RunSession(world.ports, start, world.watcher);
    await world.ended;
    expect(run.state.text).toBe('x');
    expect(world.asked.map(({ method, accept }) => [method, accept])).toEqual([
      ['POST', 'text/event-stream'],
      ['POST', 'application/json'],
      ['GET', 'text/event-stream']
    ]);
  });

  test('a page that wakes leaves its old connection and asks again', async () => {
    const world = scripted([
      (signal) =>
        Promise.resolve(hanging([1, 'start', started], text(2, 'a'))).then((response) => {
          const reader = response.body;
          const cut = new TransformStream<Uint8Array, Uint8Array>();
          const piped = reader?.pipeTo(cut.writable, signal ? { signal } : {});
          piped?.then(undefined, (reason: unknown) => expect(reason).toBeInstanceOf(Error));
          return new Response(cut.readable, {
            headers: { 'content-type': 'text/event-stream' }
          });
        }),
      stream(text(3, 'b'), [4, 'done', done(2)])
    ]);
    const run = new RunSession(world.ports, start, world.watcher);
    await soon(() => run.state.text === 'a');
    world.wake();
    await world.ended;
    expect(run.state.text).toBe('ab');
  });

  test('an answer that will not change ends it, and keeps what came', async () => {
    const world = scripted([
      stream([1, 'start', started], text(2, 'part')),
      new AppError('NOT_FOUND')
    ]);
    const run = new RunSession(world.ports, start, world.watcher);
    await world.ended;
    expect(run.state.text).toBe('part');
    expect(world.ends).toMatchObject([
      { complete: false, state: { status: 'failed', error: { code: 'NOT_FOUND' } } }
    ]);
  });
});

describe('stopping a run', () => {
  test('keeps exactly what was seen, also when more is on its way', async () => {
    let more: (lines: Line[]) => void = () => {};
    const world = scripted([
      () =>
        Promise.resolve(
          new Response(
            new ReadableStream<Uint8Array>({
              start(controller) {
                more = (lines) => controller.enqueue(new TextEncoder().encode(frames(lines)));
                more([[1, 'start', started], text(2, 'seen')]);
              }
            }),
            { headers: { 'content-type': 'text/event-stream' } }
          )
        )
    ]);
    const run = new RunSession(world.ports, start, world.watcher);
    await soon(() => run.state.text === 'seen');
    run.stop();
    expect(run.stopping).toBe(true);
    await soon(() => world.asked.length === 2);
    expect(world.asked[1]).toMatchObject({ path: '/v1/runs/run-1/cancel', body: { seen: 4 } });
    more([text(3, ' and more')]);
    more([[4, 'done', done(4, 'cancelled')]]);
    await world.ended;
    expect(run.state).toMatchObject({ text: 'seen', status: 'stopped' });
    expect(world.flushed.every((shown) => shown.length <= 4)).toBe(true);
  });

  test('before anything could be asked, the run never was', async () => {
    const world = scripted([]);
    const run = new RunSession(world.ports, start, world.watcher);
    await soon(() => run.connection === 'waiting');
    run.stop();
    await world.ended;
    expect(world.ends).toMatchObject([{ complete: false, state: { status: 'stopped' } }]);
    expect(world.unheard).toEqual([0]);
  });

  test('stopped while the first request is on its way, it is not asked for again', async () => {
    let fail: (reason: Error) => void = () => {};
    const world = scripted([() => new Promise((_, reject) => (fail = reject))]);
    const run = new RunSession(world.ports, start, world.watcher);
    await soon(() => world.asked.length === 1);
    run.stop();
    expect(world.unheard).toEqual([0]);
    fail(new AppError('OFFLINE'));
    await world.ended;
    expect(world.ends).toMatchObject([{ complete: false, state: { status: 'stopped' } }]);
    expect(world.asked).toHaveLength(1);
  });

  test('the server saying that it was stopped before it began is no failure', async () => {
    const world = scripted([new AppError('CANCELLED')]);
    const run = new RunSession(world.ports, start, world.watcher);
    await world.ended;
    expect(run.state).toMatchObject({ status: 'stopped', error: null });
  });

  test('a stop the server could not be told is handed on once', async () => {
    const world = scripted([hanging([1, 'start', started], text(2, 'seen'))]);
    const { open } = world.ports;
    world.ports.open = async (path, init) => {
      if (path.endsWith('/cancel')) throw new AppError('OFFLINE');
      return open(path, init);
    };
    const run = new RunSession(world.ports, start, world.watcher);
    await soon(() => run.state.text === 'seen');
    run.stop();
    await soon(() => run.trouble !== null);
    expect(world.unheard).toEqual([4]);
    run.close();
  });

  test('looking away neither stops it nor says it ended', async () => {
    const world = scripted([stream([1, 'start', started])]);
    const run = new RunSession(world.ports, start, world.watcher);
    run.close();
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(world.ends).toEqual([]);
    expect(world.asked.some(({ path }) => path.endsWith('/cancel'))).toBe(false);
  });
});

describe('pausing the display of a run', () => {
  function saying() {
    let more: (...lines: Line[]) => void = () => {};
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        more = (...lines) => controller.enqueue(new TextEncoder().encode(frames(lines)));
        more([1, 'start', started], text(2, 'seen'));
      }
    });
    const headers = { 'content-type': 'text/event-stream' };
    const world = scripted([() => Promise.resolve(new Response(body, { headers }))]);
    const run = new RunSession(world.ports, start, world.watcher);
    return { world, run, more };
  }

  test('it stands still, says how much waits, and shows all of it when it goes on', async () => {
    const { world, run, more } = saying();
    await soon(() => run.state.text === 'seen');
    run.pause();
    more(text(3, ' and eight more words of it'));
    await soon(() => run.waiting === 7);
    expect(run.state.text).toBe('seen');
    expect(world.flushed.at(-1)).toBe('seen');
    run.resume();
    expect(run.state.text).toBe('seen and eight more words of it');
    more([4, 'done', done(31)]);
    await world.ended;
  });

  test('a run that ends meanwhile is over when the display goes on', async () => {
    const { world, run, more } = saying();
    await soon(() => run.state.text === 'seen');
    run.pause();
    more(text(3, ' more'), [4, 'done', done(9)]);
    await soon(() => run.endedBehind);
    expect(world.ends).toEqual([]);
    expect(run.live).toBe(true);
    run.resume();
    expect(run.state).toMatchObject({ text: 'seen more', status: 'done' });
    expect(world.ends).toMatchObject([{ complete: true }]);
    expect(run.live).toBe(false);
  });

  test('a stop keeps what stands there, not what waits', async () => {
    const { world, run, more } = saying();
    await soon(() => run.state.text === 'seen');
    run.pause();
    more(text(3, ' unseen'));
    await soon(() => run.waiting > 0);
    run.stop();
    await soon(() => world.asked.length === 2);
    expect(world.asked[1]).toMatchObject({ path: '/v1/runs/run-1/cancel', body: { seen: 4 } });
    more([4, 'done', done(4, 'cancelled')]);
    await world.ended;
    expect(run.state.text).toBe('seen');
  });
});
