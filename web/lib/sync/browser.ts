import type { Api } from '$lib/api/client';
import type { Clock } from '$lib/data/clock';
import type { Store } from '$lib/data/store';
import { createLeader } from './leader';
import { openPresenceChannel } from './presence-channel';
import { createRunFeed } from './run-feed';
import { createSync, type Sync } from './sync';
import { createTabNews } from './tab-news';
import { createTabSignals } from './tab-signals';

interface Deps {
  store: Store;
  api: Api;
  clock: Clock;
  scope: string;
}

/** Sync with this browser's own timers, locks and signals of coming back. Call `stop` to leave. */
export function createBrowserSync(deps: Deps): Sync {
  const name = `playground-sync:${deps.store.db.name}`;
  const open = (name: string) =>
    typeof BroadcastChannel === 'undefined' ? null : new BroadcastChannel(name);
  const channel = open(name);
  const leaderChannel = open(`${name}:leader`);
  const runChannel = open(`${name}:runs`);
  const presenceChannel = openPresenceChannel(deps.store.db.name);
  const after = (ms: number, tick: () => void) => {
    const timer = setTimeout(tick, ms);
    return () => clearTimeout(timer);
  };
  const feed = createRunFeed({ channel: runChannel, after, name: deps.store.newId() });
  const sync = createSync({
    ...deps,
    leader: createLeader(name, {
      locks: navigator.locks as LockManager | undefined,
      channel: leaderChannel,
      signals: createTabSignals(document, window),
      after,
      monotonic: () => performance.now()
    }),
    news: createTabNews(channel),
    after,
    feed,
    onPresence: (data) => presenceChannel?.postMessage(JSON.parse(data)),
    random: Math.random,
    deadline: (ms) => AbortSignal.timeout(ms)
  });
  const wake = () => {
    if (document.visibilityState === 'visible') sync.wake();
  };
  return {
    ...sync,
    start() {
      sync.start();
      window.addEventListener('online', wake);
      window.addEventListener('focus', wake);
      window.addEventListener('pageshow', wake);
      document.addEventListener('visibilitychange', wake);
    },
    stop() {
      window.removeEventListener('online', wake);
      window.removeEventListener('focus', wake);
      window.removeEventListener('pageshow', wake);
      document.removeEventListener('visibilitychange', wake);
      sync.stop();
      channel?.close();
      leaderChannel?.close();
      feed.stop();
      runChannel?.close();
      presenceChannel?.close();
    }
  };
}
