import { Hono } from 'hono';
import { expect, test } from 'vitest';
import type { Env } from '../../../sync-server/http/route';
import { createHarness, fold } from '../../../sync-server/runs/testing/harness';
import { createEventStream } from '../../../sync-server/sync/events';
import { parseRunEvent } from '#shared/run-events';
import type { RunEvent } from '#shared/run-events';
import { seeded } from '#shared/testing/seeded';
import { createApi } from '$lib/api/client';
import { createPokes } from '$lib/sync/pokes';
import { createRunFeed } from '$lib/sync/run-feed';
import { createPollSlots } from './poll-slots';
import { readRun } from './run-wire';

/** The channel between tabs of one browser. A tab that is frozen hears nothing, now or later. */
function createBus() {
  const ends = new Set<{ hear: Set<(event: Event) => void>; deaf: boolean }>();
  return () => {
    const own = { hear: new Set<(event: Event) => void>(), deaf: false };
    ends.add(own);
    return {
      own,
      close: () => ends.delete(own),
      channel: {
        postMessage(data: unknown) {
          if (own.deaf) return;
          for (const other of ends)
            if (other !== own && !other.deaf)
              for (const hear of other.hear) hear({ data: structuredClone(data) } as never);
        },
        addEventListener: (_: string, hear: (event: Event) => void) => own.hear.add(hear),
        removeEventListener: (_: string, hear: (event: Event) => void) => own.hear.delete(hear)
      } as Pick<BroadcastChannel, 'postMessage' | 'addEventListener' | 'removeEventListener'>
    };
  };
}

/** The real routes, and tabs of a browser over them: the client's own code on a clock of the test's. */
function createWorld() {
  const h = createHarness();
  const { time } = h;
  function every(ms: number, tick: () => void) {
    let cancel = time.timers.after(ms, again);
    function again() {
      cancel = time.timers.after(ms, again);
      tick();
    }
    return () => cancel();
  }
  const stream = createEventStream({ sources: [h.runs.events], every });
  const app = new Hono<Env>();
  app.get('/v1/events', (c) => stream(c, 'me'));
  app.route('/', h.app);
  const bus = createBus();
  let tabs = 0;
  const firstMs = 1000;
  const asked: string[] = [];
  const cuts = new Set<() => void>();

  let holding = false;

  /** What a connection brings, until it is called off or cut. */
  async function request(path: string, init: RequestInit = {}) {
    asked.push(path.split('?')[0]?.replace(/id-\d+/, 'id') ?? '');
    const { signal, ...rest } = init;
    const answer = await app.request(path, rest);
    if (!answer.headers.get('content-type')?.startsWith('text/event-stream')) return answer;
    if (holding)
      return new Promise<Response>((_, reject) =>
        signal?.addEventListener('abort', () => reject(signal.reason))
      );
    const reader = answer.body?.getReader();
    const body = new ReadableStream<Uint8Array>({
      async pull(controller) {
        const { done, value } = (await reader?.read()) ?? { done: true, value: undefined };
        if (done) controller.close();
        else controller.enqueue(value);
      },
      start(controller) {
        const cut = (reason: unknown) => {
          cuts.delete(breakOff);
          void reader?.cancel();
          controller.error(reason);
        };
        const breakOff = () => cut(new TypeError('network error'));
        cuts.add(breakOff);
        signal?.addEventListener('abort', () => cut(signal.reason));
      }
    });
    return new Response(body, { headers: answer.headers });
  }

  function openTab(feedless = false) {
    const { own, close, channel } = bus();
    const api = createApi({ fetch: request });
    const feed = createRunFeed({ channel, after: time.timers.after, name: `tab ${++tabs}` });
    const pokes = createPokes({
      api,
      after: time.timers.after,
      random: () => 0.5,
      now: time.now,
      onPoke: () => undefined,
      onListening: () => undefined,
      runs: feed,
      firstMs
    });
    const slots = createPollSlots(2);

    /** Follows a run as a page does, again and again until its end. */
    function follow(runId: string) {
      const events: RunEvent[] = [];
      const ways = new Set<string>();
      let leave = new AbortController();
      let fresh = false;
      const ended = (async () => {
        for (let over = false; !over;) {
          const wire = (leave = new AbortController());
          try {
            await readRun(
              {
                feed: feedless ? null : feed,
                slots,
                open: api.raw,
                visible: () => true,
                rest: (ms) => new Promise((resolve) => time.timers.after(ms, resolve))
              },
              {
                runId,
                fresh,
                signal: wire.signal,
                firstMs,
                after: events.at(-1)?.seq ?? 0,
                take({ type, seq, data }) {
                  const event = parseRunEvent(type, seq, data);
                  if (!event) throw new Error(`Not an event: ${type}`);
                  events.push(event);
                  return (over = type === 'done' || type === 'error');
                },
                onway: (way) => ways.add(way)
              }
            );
          } catch {
            await new Promise<void>((resolve) => time.timers.after(50, resolve));
          }
        }
      })();
      return {
        events,
        ways,
        ended,
        wake() {
          fresh = true;
          leave.abort(new Error('The page woke up.'));
        }
      };
    }

    return {
      feed,
      follow,
      own,
      lead: () => pokes.start(),
      resign: () => pokes.pause(),
      die() {
        pokes.stop();
        own.deaf = true;
        close();
      }
    };
  }

  const hold = () => (holding = true);
  return { h, time, openTab, asked, hold, cut: () => [...cuts].forEach((breakOff) => breakOff()) };
}

const gapless = (events: RunEvent[]) => {
  for (const [index, { seq, type }] of events.entries()) {
    const before = events[index - 1]?.seq ?? 0;
    if (type !== 'snapshot') expect(seq).toBe(before + 1);
    else expect(seq).toBeGreaterThan(before);
  }
};

test('a run begun anywhere is followed in every tab over one stream, without another request', async () => {
  const { h, time, openTab, asked } = createWorld();
  const tabs = [openTab(), openTab(), openTab(), openTab()];
  tabs[0]?.lead();
  await time.settle();
  expect(tabs.map(({ feed }) => feed.state)).toEqual(['open', 'open', 'open', 'open']);
  const ids: string[] = [];
  for (let n = 0; n < 8; n++) ids.push(await h.start());
  const followed = tabs.flatMap((tab) => ids.map((id) => tab.follow(id)));
  await time.settle();
  for (const [n, call] of h.provider.calls.entries()) call.say(`text of ${n}`);
  await time.advance(20);
  for (const call of h.provider.calls) call.end();
  await time.settle();
  await Promise.all(followed.map(({ ended }) => ended));
  for (const [n, { events, ways }] of followed.entries()) {
    gapless(events);
    expect(fold(events)).toMatchObject({ status: 'done', text: `text of ${n % 8}` });
    expect([...ways]).toEqual(['stream']);
  }
  expect(asked.filter((path) => path !== '/v1/runs')).toEqual(['/v1/events']);
});

test('when the leading tab dies another goes on, with no gap and no repeat', async () => {
  const { h, time, openTab } = createWorld();
  const [a, b] = [openTab(), openTab()];
  a.lead();
  await time.settle();
  const id = await h.start();
  const inB = b.follow(id);
  h.provider.last().say('one ');
  await time.advance(20);
  a.die();
  h.provider.last().say('two ');
  await time.advance(20);
  b.lead();
  await time.advance(20);
  h.provider.last().say('three');
  h.provider.last().end();
  await time.advance(500);
  await inB.ended;
  gapless(inB.events);
  expect(fold(inB.events)).toMatchObject({ status: 'done', text: 'one two three' });
});

test('a tab that hears nothing of a frozen leader asks by itself', async () => {
  const { h, time, openTab } = createWorld();
  const [a, b] = [openTab(), openTab()];
  a.lead();
  await time.settle();
  const id = await h.start();
  const inB = b.follow(id);
  await time.settle();
  a.own.deaf = true; // it holds the stream and passes nothing on
  h.provider.last().say('unheard');
  await time.advance(16_000);
  expect(b.feed.state).toBe('off');
  expect(fold(inB.events).text).toBe('unheard');
  h.provider.last().end();
  await time.advance(2000);
  await inB.ended;
});

test('a run that is known already when the page comes is told from a snapshot on', async () => {
  const { h, time, openTab } = createWorld();
  const id = await h.start();
  for (let n = 0; n < 600; n++) h.provider.last().say(`${n} `, n % 2 ? 'text' : 'reasoning');
  const tab = openTab();
  tab.lead();
  const followed = tab.follow(id);
  await time.advance(20);
  expect(followed.events.map(({ type }) => type)).toEqual(['snapshot']);
  h.provider.last().end();
  await time.advance(500);
  await followed.ended;
  expect(fold(followed.events).text).toBe((await h.show(id)).output.text);
});

test('a temporary run is in nobody’s stream, and asked for by the page that wants it', async () => {
  const { h, time, openTab } = createWorld();
  const tab = openTab();
  tab.lead();
  await time.settle();
  const id = await h.start('Whisper', { store: false });
  const followed = tab.follow(id);
  await time.settle();
  h.provider.last().say('secret');
  await time.advance(2000);
  expect(fold(followed.events).text).toBe('secret');
  h.provider.last().end();
  await time.advance(2000);
  await followed.ended;
  expect([...followed.ways]).toEqual(['poll']);
});

test('where a network keeps streams to itself, the log is asked for', async () => {
  const { h, time, openTab, hold } = createWorld();
  hold();
  for (const feedless of [false, true]) {
    const tab = openTab(feedless);
    tab.lead();
    const id = await h.start();
    const followed = tab.follow(id);
    await expect.poll(() => tab.feed.state, { timeout: 15_000 }).toBe('held');
    await expect.poll(() => time.advance(100).then(() => followed.ways.size > 0)).toBe(true);
    h.provider.last().say('by and by');
    await time.advance(500);
    expect(fold(followed.events).text).toBe('by and by');
    h.provider.last().end();
    await time.advance(500);
    await followed.ended;
    gapless(followed.events);
    expect([...followed.ways]).toEqual(['poll']);
    tab.die();
  }
});

test('without a stream for all, a run is read over a connection of its own', async () => {
  const { h, time, openTab, asked, cut } = createWorld();
  const tab = openTab(true);
  const id = await h.start('Whisper', { store: false });
  const followed = tab.follow(id);
  await time.settle();
  h.provider.last().say('secret ');
  await time.advance(20);
  cut();
  h.provider.last().say('words');
  await time.advance(100);
  h.provider.last().end();
  await time.advance(20);
  await followed.ended;
  gapless(followed.events);
  expect(fold(followed.events)).toMatchObject({ status: 'done', text: 'secret words' });
  expect(new Set(asked)).toEqual(new Set(['/v1/runs/id/events']));
});

test('whatever is cut, frozen, woken and handed over, every tab reads what the server has', async () => {
  for (let seed = 1; seed <= 15; seed++) {
    const { random } = seeded(seed);
    const { h, time, openTab, cut } = createWorld();
    const pick = <T>(list: readonly T[]) => list[Math.floor(random() * list.length)] as T;
    const tabs = [openTab(), openTab(), openTab()];
    let leader = 0;
    tabs[leader]?.lead();
    const followed: { id: string; follow: ReturnType<(typeof tabs)[0]['follow']> }[] = [];
    const begin = async () => {
      const id = await h.start();
      for (const tab of tabs) if (random() < 0.8) followed.push({ id, follow: tab.follow(id) });
    };
    const steps = {
      say: () => void pick(h.provider.calls)?.say(`${Math.floor(random() * 1e6)} ä😀 `),
      cut,
      handOver() {
        tabs[leader]?.resign();
        leader = Math.floor(random() * tabs.length);
        tabs[leader]?.lead();
      },
      freeze() {
        const tab = pick(tabs);
        tab.own.deaf = true;
        time.timers.after(random() * 3000, () => (tab.own.deaf = false));
      },
      wake: () => pick(followed)?.follow.wake(),
      late: () => pick(followed) && followed.push(lateReader()),
      end: () => void pick(h.provider.calls)?.end()
    };
    const lateReader = () => {
      const { id } = pick(followed);
      return { id, follow: pick(tabs).follow(id) };
    };
    for (let n = 0; n < 3; n++) await begin();
    for (let step = 0; step < 60; step++) {
      const names = [
        'say',
        'say',
        'say',
        'say',
        'cut',
        'handOver',
        'freeze',
        'wake',
        'late'
      ] as const;
      steps[step === 40 ? 'end' : pick(names)]();
      await time.advance(random() * 400);
    }
    for (const call of h.provider.calls) call.end();
    await time.advance(20_000);
    for (const tab of tabs) tab.own.deaf = false;
    await time.advance(20_000);
    for (const { id, follow } of followed) {
      gapless(follow.events);
      const { output, run } = await h.show(id);
      const state = fold(follow.events);
      expect({ seed, text: state.text }).toEqual({ seed, text: output.text });
      expect(state.status).toBe(run.status);
    }
  }
});
