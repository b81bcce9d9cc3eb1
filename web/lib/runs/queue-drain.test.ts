import { describe, expect, test } from 'vitest';
import { createHarness } from '../../../sync-server/runs/testing/harness';
import { AppError } from '#shared/errors';
import { inOrder } from '#shared/run-queue';
import { createMortality, createQueuePage, type QueuePage } from '../testing/queue-page';
import {
  cancelQueued,
  changeQueued,
  enqueue,
  enqueueStarted,
  moveQueued,
  placeQueued,
  runNow
} from './queue';
import { newPlacement } from './runs';
import { keepStop } from './stops';

type Harness = ReturnType<typeof createHarness>;
type Network = (path: string, init?: RequestInit) => Promise<Response>;

/** A server that is there, away, or takes what it is sent and never answers. */
function createNetwork(h: Harness) {
  const network = {
    mode: 'up' as 'up' | 'down' | 'deaf',
    app: h.app,
    sent: [] as string[],
    async request(path: string, init?: RequestInit): Promise<Response> {
      if (network.mode === 'down') throw new TypeError('Failed to fetch');
      if (init?.method === 'POST') network.sent.push(path);
      const answer = await network.app.request(path, init);
      if (network.mode === 'deaf') throw new TypeError('Failed to fetch');
      return answer;
    }
  };
  return network;
}

let pages = 0;
function openPage(
  h: Harness,
  request: Network,
  more: Partial<Parameters<typeof createQueuePage>[0]> = {}
) {
  const name = ++pages;
  let ids = 0;
  return createQueuePage({ request, now: h.time.now, newId: () => `${name}-${++ids}`, ...more });
}

async function write(page: QueuePage, text: string): Promise<string> {
  const modelConfig = { model: 'test/m' };
  const { id } = await page.store.create('prompts', {
    kind: 'text',
    text: { content: text, spans: [] },
    modelConfig
  });
  return id;
}

async function queueOf(page: QueuePage, ...texts: string[]): Promise<string[]> {
  const ids: string[] = [];
  for (const text of texts) ids.push((await enqueue(page.store, await write(page, text))).id);
  return ids;
}

/** Until nothing waits, the model answering whatever it is asked. */
async function drainAll(h: Harness, page: QueuePage, rounds = 60) {
  const stop = page.drain.start();
  for (let round = 0; round < rounds; round += 1) {
    await page.tick();
    for (const call of h.provider.calls.splice(0)) {
      call.say('And so on.');
      call.end();
    }
    await h.time.advance(16_000);
    if ((await page.db.queuedRuns.count()) + (await page.db.stops.count()) === 0) break;
  }
  stop();
}

/** The texts that were run, in the order in which their runs began. */
async function runsOf(h: Harness): Promise<string[]> {
  const { items } = (await (await h.app.request('/v1/runs')).json()) as {
    items: { id: string; versionId: string; startedAt: number; status: string }[];
  };
  return items.reverse().map(({ versionId, status }) => {
    const version = h.author.read('me', 'versions', versionId);
    return `${version?.content.text} ${status}`;
  });
}

const waiting = async (page: QueuePage) =>
  inOrder(await page.db.queuedRuns.toArray()).map(
    ({ request, state, held }) => `${request.content.text} ${held?.code ?? state}`
  );

describe('the queue', () => {
  test('runs what waits in order once, by key, and forgets it when it has ended', async () => {
    const h = createHarness();
    const network = createNetwork(h);
    const page = openPage(h, network.request);
    const [a, , c] = await queueOf(page, 'a', 'b', 'c');
    await moveQueued(page.store, c!, a!);
    await drainAll(h, page);
    expect(await runsOf(h)).toEqual(['c done', 'a done', 'b done']);
    expect(page.news.map(({ kind, item }) => `${kind} ${item.request.content.text}`)).toEqual([
      'finished c',
      'finished a',
      'finished b'
    ]);
    expect(await waiting(page)).toEqual([]);
  });

  test('an answer that was lost is asked for again with the same key, also of a server that restarted', async () => {
    const h = createHarness();
    const network = createNetwork(h);
    const page = openPage(h, network.request);
    await queueOf(page, 'a', 'b');
    const stop = page.drain.start();
    network.mode = 'deaf';
    await page.tick();
    expect(network.sent).toHaveLength(1);
    expect(await waiting(page)).toEqual(['a waiting', 'b waiting']);
    network.app = h.appOf(h.boot());
    network.mode = 'up';
    stop();
    await drainAll(h, page);
    expect((await runsOf(h)).map((line) => line.split(' ')[0])).toEqual(['a', 'b']);
  });

  test('two tabs that both drain begin each run once, in order', async () => {
    const h = createHarness();
    const network = createNetwork(h);
    const page = openPage(h, network.request);
    await queueOf(page, 'a', 'b', 'c', 'd');
    const other = openPage(h, network.request, { indexedDB: page.indexedDB });
    await Promise.all([drainAll(h, page), drainAll(h, other)]);
    expect(await runsOf(h)).toEqual(['a done', 'b done', 'c done', 'd done']);
    expect([...page.news, ...other.news]).toHaveLength(4);
  });

  test('a run of which the provider wants nothing is held with the reason, and others go on', async () => {
    const h = createHarness();
    const page = openPage(h, createNetwork(h).request);
    const [a] = await queueOf(page, 'a', 'b');
    const stop = page.drain.start();
    await page.tick();
    await page.tick();
    const calls = h.provider.calls.splice(0);
    calls[0]?.fail(new AppError('CONTENT_FILTERED'));
    calls[1]?.say('Fine.');
    calls[1]?.end();
    await h.time.advance(16_000);
    await expect.poll(() => page.tick().then(() => waiting(page))).toEqual(['a CONTENT_FILTERED']);
    stop();
    expect(page.news.map(({ kind }) => kind).sort()).toEqual(['finished', 'held']);
    await runNow(page.store, a!);
    await drainAll(h, page);
    expect(await runsOf(h)).toEqual(['a failed', 'b done', 'a done']);
  });

  test('what is too old is asked about and not run', async () => {
    const h = createHarness();
    const page = openPage(h, createNetwork(h).request);
    const [a] = await queueOf(page, 'a');
    await h.time.advance(25 * 60 * 60 * 1000);
    await drainAll(h, page, 2);
    expect(await waiting(page)).toEqual(['a STALE']);
    expect(await runsOf(h)).toEqual([]);
    await runNow(page.store, a!);
    await drainAll(h, page);
    expect(await runsOf(h)).toEqual(['a done']);
  });

  test('rate limits wait, and the order stays', async () => {
    const h = createHarness();
    const network = createNetwork(h);
    let refusals = 2;
    const page = openPage(h, async (path, init) => {
      if (path.endsWith('/execute') && refusals-- > 0)
        return Response.json({ code: 'RATE_LIMITED', retryAfterMs: 3000 }, { status: 429 });
      return network.request(path, init);
    });
    await queueOf(page, 'a', 'b');
    await drainAll(h, page);
    expect(await runsOf(h)).toEqual(['a done', 'b done']);
  });
});

describe('taking one out', () => {
  test('one that was never sent is gone, and comes back by undo', async () => {
    const h = createHarness();
    const page = openPage(h, createNetwork(h).request);
    const [a] = await queueOf(page, 'a', 'b');
    const undo = await cancelQueued(page.store, a!);
    expect(await waiting(page)).toEqual(['b waiting']);
    expect(await page.db.stops.count()).toBe(0);
    await undo?.();
    expect(await waiting(page)).toEqual(['a waiting', 'b waiting']);
    await drainAll(h, page);
    expect(await runsOf(h)).toEqual(['a done', 'b done']);
  });

  test('one that may have begun is stopped there, whenever the server can be reached', async () => {
    const h = createHarness();
    const network = createNetwork(h);
    const page = openPage(h, network.request);
    const [a] = await queueOf(page, 'a');
    network.mode = 'deaf';
    const stop = page.drain.start();
    await page.tick();
    stop();
    await cancelQueued(page.store, a!);
    network.mode = 'up';
    await drainAll(h, page);
    await h.time.settle();
    expect(await runsOf(h)).toEqual(['a stopped']);
  });

  test('undone before the server heard of it, it is the same wish; after that one is asked', async () => {
    const h = createHarness();
    const network = createNetwork(h);
    const page = openPage(h, network.request);
    const [a] = await queueOf(page, 'a');
    network.mode = 'deaf';
    const stop = page.drain.start();
    await page.tick();
    const undo = await cancelQueued(page.store, a!);
    await undo?.();
    expect(await waiting(page)).toEqual(['a waiting']);
    const second = await cancelQueued(page.store, a!);
    network.mode = 'up';
    await h.time.advance(16_000);
    await page.tick();
    await second?.();
    expect(await waiting(page)).toEqual(['a UNSURE']);
    stop();
  });

  test('changed after it may have begun, the old wish is stopped and the new one runs', async () => {
    const h = createHarness();
    const network = createNetwork(h);
    const page = openPage(h, network.request);
    const [a] = await queueOf(page, 'a');
    network.mode = 'deaf';
    const stop = page.drain.start();
    await page.tick();
    stop();
    const [item] = await page.db.queuedRuns.toArray();
    const request = { ...item!.request, content: { ...item!.request.content, text: 'b' } };
    await changeQueued(page.store, a!, request);
    network.mode = 'up';
    await drainAll(h, page);
    expect(await runsOf(h)).toEqual(['a stopped', 'b done']);
  });

  test('a stop of what was never answered keeps a late request from beginning', async () => {
    const h = createHarness();
    const network = createNetwork(h);
    const page = openPage(h, network.request);
    const key = { idempotencyKey: 'k', runId: null };
    await keepStop(page.db, { ...key, seen: 0, at: 0 });
    await drainAll(h, page);
    const [item] = [await queueOf(page, 'a')];
    await page.db.queuedRuns.update(item[0]!, { idempotencyKey: 'k' });
    await drainAll(h, page, 3);
    expect(await waiting(page)).toEqual(['a CANCELLED']);
    expect(await runsOf(h)).toEqual([]);
  });
});

describe('a run that has begun', () => {
  test('goes into the text of its prompt once, and only while that is what was asked', async () => {
    const h = createHarness();
    const page = openPage(h, createNetwork(h).request);
    const [a] = await queueOf(page, 'a');
    const place = (text: string) =>
      page.db.transaction('rw', page.db.queuedRuns, () => placeQueued(page.store, a!, text));
    await expect(place('a')).rejects.toMatchObject({ code: 'CONFLICT' });
    const stop = page.drain.start();
    await page.tick();
    stop();
    await expect(place('a b')).rejects.toMatchObject({ code: 'CONFLICT' });
    expect(await place('a')).toMatchObject({ at: 1, consumed: 0, runId: expect.any(String) });
    await expect(place('a')).rejects.toMatchObject({ code: 'CONFLICT' });
    await drainAll(h, page);
    // Its prompt shows it, so nobody is told.
    expect(page.news).toEqual([]);
  });

  test('started and never answered, it is put in the queue under its key', async () => {
    const h = createHarness();
    const network = createNetwork(h);
    const page = openPage(h, network.request);
    const prompt = await page.db.prompts.get(await write(page, 'a'));
    const placement = newPlacement(page.store, prompt!, 'a');
    await page.db.placements.put(placement);
    network.mode = 'deaf';
    await network
      .request(`/v1/prompts/${prompt!.id}/execute`, {
        method: 'POST',
        body: JSON.stringify(placement.request),
        headers: {
          'content-type': 'application/json',
          'idempotency-key': placement.idempotencyKey
        }
      })
      .catch(() => undefined);
    await enqueueStarted(page.store, placement);
    expect(await enqueueStarted(page.store, placement)).toBeNull();
    expect(await page.db.placements.count()).toBe(0);
    network.mode = 'up';
    await drainAll(h, page);
    expect(await runsOf(h)).toEqual(['a done']);
  });
});

test('a prompt that is deleted for ever takes what waits of it along', async () => {
  const h = createHarness();
  const page = openPage(h, createNetwork(h).request);
  await queueOf(page, 'a', 'b');
  const [{ promptId } = { promptId: '' }] = inOrder(await page.db.queuedRuns.toArray());
  await page.store.edit('prompts', promptId, { deletedAt: 1 });
  await page.store.purge('prompts', promptId);
  expect(await waiting(page)).toEqual(['b waiting']);
});

test('a page that dies between any two things it does leaves exactly the runs that were wished', async () => {
  let deaths = 0;
  for (let diesAt = 0; ; diesAt += 1) {
    const h = createHarness();
    const network = createNetwork(h);
    const first = openPage(h, network.request);
    const [a, b, c] = await queueOf(first, 'a', 'b', 'c');
    await moveQueued(first.store, c!, a!);
    await cancelQueued(first.store, b!);
    first.db.close();
    const mortality = createMortality(diesAt);
    const { indexedDB } = first;
    const doomed = openPage(h, network.request, { indexedDB, mortality });
    await drainAll(h, doomed, 8);
    doomed.db.close();
    const last = openPage(h, network.request, { indexedDB });
    await drainAll(h, last);
    expect(await runsOf(h), `dying at ${diesAt}`).toEqual(['c done', 'a done']);
    expect(await waiting(last)).toEqual([]);
    last.db.close();
    if (!mortality.dead()) break;
    deaths += 1;
  }
  expect(deaths).toBeGreaterThan(8);
}, 120_000);
