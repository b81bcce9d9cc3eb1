import { liveQuery } from 'dexie';
import { createContext } from 'svelte';
import { AppError, toAppError } from '#shared/errors';
import type { Api } from '$lib/api/client';
import type { Clock } from '$lib/data/clock';
import { progressOf } from '$lib/data/reading';
import type { Store } from '$lib/data/store';
import type { Engine } from './engine';
import type { Leader } from './leader';
import { createLoop } from './loop';
import { createPokes } from './pokes';
import type { After } from './ports';
import type { LeadingRunFeed, RunFeed } from './run-feed';
import { SyncStatus } from './status.svelte';
import type { TabNews } from './tab-news';

export interface Sync {
  status: SyncStatus;
  /** The person's live runs, wherever they were begun. */
  feed: RunFeed;
  start(): void;
  stop(): void;
  /**
   * Resolves when everything that waits now is acknowledged by the server; rejects with AppError
   * (OFFLINE, STORAGE_FULL …) if it could not be.
   */
  flush(): Promise<void>;
  /** The network or the page is back: try at once. */
  wake(): void;
}

export const [getSync, setSync] = createContext<Sync>();

interface Deps {
  store: Store;
  api: Api;
  clock: Clock;
  scope: string;
  leader: Leader;
  /** What tabs tell each other about sync. */
  news: TabNews;
  after: After;
  random: () => number;
  /** A signal that aborts after so many milliseconds. */
  deadline: (ms: number) => AbortSignal | undefined;
  /** The live runs in the person's stream (GET /v1/events), for all tabs. */
  feed: LeadingRunFeed;
  /** Told of who comes to a prompt or leaves it, as it was sent. */
  onPresence?: (data: string) => void;
}

const refusals: readonly string[] = ['UNAUTHENTICATED', 'FORBIDDEN', 'NOT_FOUND'];

/** Changes that nobody took along for this long are pushed by this tab, leader or not. */
const neglectMs = 3000;
const heldPollMs = 10_000;

export function createSync(deps: Deps): Sync {
  const { store, api, clock, scope, leader, news, after, random, deadline, feed } = deps;
  const status = new SyncStatus();
  let opened: Promise<Engine> | null = null;
  /** Fetched with the first round: the first screen stands without it. */
  const engine = () =>
    (opened ??= import('./open-engine').then(
      ({ openEngine }) =>
        openEngine({
          store,
          api,
          clock,
          scope,
          deadline,
          onGone: () => (status.refused += 1)
        }),
      (cause: unknown) => {
        opened = null;
        throw new AppError('OFFLINE', { cause });
      }
    ));
  let leading = false;
  let cancelNeglect = () => {};
  let isRunning = false;
  /** The furthest seq a poke has told of since it was last looked into. */
  let poked = 0;

  const loop = createLoop({
    engine: { round: async () => (await engine()).round() },
    after,
    random,
    onChange(change) {
      isRunning = change === 'begin';
      status.active = isRunning;
      if (change === 'done') {
        status.online = true;
        status.error = null;
        status.lastSyncedAt = clock.now();
        follow();
      } else if (change !== 'begin') {
        const { failed } = change;
        const error = toAppError(failed);
        if (refusals.includes(error.code)) status.refused += 1;
        status.online = error.code !== 'OFFLINE';
        status.error = error.code === 'OFFLINE' ? null : error;
      }
      if (change !== 'begin') news.tell(status);
    }
  });

  let hasListened = false;
  const pokes = createPokes({
    api,
    after,
    random,
    onPoke(poke) {
      if (poke.scope !== scope) return;
      poked = Math.max(poked, poke.seq);
      if (!isRunning) follow();
    },
    onListening() {
      if (hasListened) status.relistened += 1;
      hasListened = true;
      loop.wake('now');
    },
    onRefused: () => loop.wake('now'),
    now: () => clock.now(),
    ...(deps.onPresence && { onPresence: deps.onPresence }),
    runs: feed
  });

  let cancelAsking = () => {};
  /** Where no pokes come through, this device asks more often by itself. */
  function askWhileHeld() {
    cancelAsking();
    if (feed.state === 'held') loop.wake();
    cancelAsking = after(heldPollMs, askWhileHeld);
  }

  /**
   * Most pokes echo this device's own push, and come before the round that pushed has read that far. If the
   * cursor cannot be read, the round will say why.
   */
  function follow() {
    const heard = poked;
    poked = 0;
    if (heard === 0) return;
    store.db.cursors.get(scope).then(
      (cursor) => {
        if (heard > (cursor?.seq ?? 0)) loop.wake();
      },
      () => loop.wake()
    );
  }

  const outbox = liveQuery(async () => {
    const { outbox } = store.db;
    const [waiting, last] = await Promise.all([outbox.count(), outbox.toCollection().last()]);
    return { waiting, fresh: last?.sent === 0 };
  });
  // Stored with what was read, so that every tab says the same, and a page that was reloaded too.
  const reading = liveQuery(async () => progressOf(await store.db.cursors.get(scope)));
  let stopWatching = () => {};

  function noticeWaiting({ waiting, fresh }: { waiting: number; fresh: boolean }) {
    status.waiting = waiting;
    cancelNeglect();
    if (leading && fresh) loop.wake();
    else if (waiting > 0) cancelNeglect = after(neglectMs, () => loop.wake());
  }

  return {
    status,
    feed,
    start() {
      const fail = (error: unknown) => {
        status.error = toAppError(error);
      };
      const watch = outbox.subscribe(noticeWaiting, fail);
      const watchReading = reading.subscribe((progress) => (status.reading = progress), fail);
      const stopNews = news.listen(status);
      stopWatching = () => {
        watch.unsubscribe();
        watchReading.unsubscribe();
        stopNews();
      };
      leader.start({
        elected() {
          leading = true;
          status.leading = true;
          loop.wake('now');
          pokes.start();
          askWhileHeld();
        },
        deposed() {
          leading = false;
          cancelAsking();
          status.leading = false;
          pokes.pause();
        }
      });
    },
    stop() {
      stopWatching();
      status.leading = false;
      cancelNeglect();
      leader.stop();
      cancelAsking();
      pokes.stop();
      loop.stop();
    },
    flush: () => loop.flush(),
    wake() {
      loop.wake('now');
      pokes.retryNow();
    }
  };
}
