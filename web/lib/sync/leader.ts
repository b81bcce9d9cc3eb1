import type { After } from './ports';
import type { TabSignals } from './tab-signals';

/**
 * One tab does the talking. Only an optimisation: rounds are safe in any number of tabs at once, so a
 * browser without locks, or two tabs that both think they lead, cost requests and nothing else.
 */
export interface Leader {
  /** Calls back when this tab may talk for all, and when it may no longer, until `stop`. */
  start(on: { elected(): void; deposed(): void }): void;
  stop(): void;
}

/*
 * The lock goes from tab to tab by itself when a tab closes. It does not when a tab is frozen, so:
 *   - who leads says so every 3 s; a visible tab that hears nothing for 10 s takes the lock, at most
 *     once a minute, so that two tabs that cannot hear each other do not fight;
 *   - who leads lets go before it is frozen, and when it is hidden while another tab is visible.
 */
const beatMs = 3000;
const silenceMs = 10_000;
const stealEveryMs = 60_000;

type Said = 'leading' | 'leading hidden' | 'here';

export interface LeaderPorts {
  /** Undefined in browsers without locks: then every tab talks. */
  locks: Pick<LockManager, 'request'> | undefined;
  /** What tabs say to each other about leading; `null` where they cannot. */
  channel: Pick<
    BroadcastChannel,
    'postMessage' | 'addEventListener' | 'removeEventListener'
  > | null;
  /** This tab being shown, hidden and frozen. */
  signals: TabSignals;
  after: After;
  /** Milliseconds, never going back. */
  monotonic: () => number;
}

export function createLeader(name: string, ports: LeaderPorts): Leader {
  const { locks, channel, signals, after, monotonic } = ports;
  let leading = false;
  let stopped = false;
  let release = () => {};
  let queued: AbortController | null = null;
  let heardAt = 0;
  let stoleAt = -Infinity;
  let cancelTick = () => {};
  let on = { elected: () => {}, deposed: () => {} };

  const say = (said: Said) => channel?.postMessage(said);
  const beat = () => say(signals.visible() ? 'leading' : 'leading hidden');

  function lead() {
    if (stopped || leading) return;
    leading = true;
    on.elected();
    beat();
    tick();
  }

  function resign() {
    if (!leading) return;
    leading = false;
    on.deposed();
  }

  /** Waits for the lock, or takes it from a tab that does not answer. */
  function queue(locks: Pick<LockManager, 'request'>, steal = false) {
    if (stopped) return;
    queued?.abort();
    const waiting = new AbortController();
    queued = waiting;
    let letGo = () => {};
    let held = false;
    const hold = () => {
      held = true;
      const holding = new Promise<void>((resolve) => (letGo = resolve));
      // Granted to a request that was called off in the same moment.
      if (queued !== waiting) letGo();
      else {
        release = letGo;
        lead();
      }
      return holding;
    };
    // A request that takes the lock cannot be called off; it does not wait either.
    locks.request(name, steal ? { steal } : { signal: waiting.signal }, hold).then(
      () => undefined,
      () => {
        if (queued !== waiting) return;
        queued = null;
        if (held) {
          // Another tab has taken it: this one was frozen, or could not be heard.
          resign();
          heardAt = monotonic();
          queue(locks);
        } else lead(); // No lock to be had means everyone talks.
      }
    );
  }

  /** Lets the next tab have it, and waits at the end of the queue. */
  function yieldTo(rejoin: boolean) {
    if (!locks) return;
    const waiting = queued;
    queued = null;
    release();
    release = () => {};
    waiting?.abort();
    resign();
    heardAt = monotonic();
    if (rejoin) queue(locks);
  }

  function hear(event: Event) {
    const said = (event as MessageEvent<Said>).data;
    if (said === 'here') {
      if (leading && !signals.visible()) yieldTo(true);
      return;
    }
    heardAt = monotonic();
    if (said === 'leading hidden' && signals.visible() && !leading) say('here');
  }

  function tick() {
    cancelTick();
    if (stopped) return;
    if (leading) beat();
    else if (locks && channel && signals.visible()) watch(locks);
    cancelTick = after(beatMs, tick);
  }

  function watch(locks: Pick<LockManager, 'request'>) {
    const now = monotonic();
    if (now - heardAt < silenceMs || now - stoleAt < stealEveryMs) return;
    stoleAt = now;
    queue(locks, true);
  }

  return {
    start(callbacks) {
      on = callbacks;
      if (!locks) return lead();
      heardAt = monotonic();
      channel?.addEventListener('message', hear);
      signals.listen({
        shown() {
          heardAt = monotonic();
          if (!leading) say('here');
          if (!queued) queue(locks);
        },
        hidden() {
          if (leading) beat();
        },
        frozen: () => yieldTo(false),
        resumed() {
          heardAt = monotonic();
          if (!queued) queue(locks);
        }
      });
      queue(locks);
      tick();
    },
    stop() {
      stopped = true;
      leading = false;
      cancelTick();
      signals.stop();
      channel?.removeEventListener('message', hear);
      const waiting = queued;
      queued = null;
      release();
      waiting?.abort();
    }
  };
}
