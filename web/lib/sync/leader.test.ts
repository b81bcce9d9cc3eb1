import { afterEach, beforeEach, expect, test } from 'vitest';
import { createFakeLocks } from '$lib/testing/fake-locks';
import { createLeader, type Leader } from './leader';
import type { TabSignals } from './tab-signals';

interface Tab {
  leads: boolean;
  elections: number;
  show(visible: boolean): void;
  /** As the browser warns of it, or without a word. */
  freeze(warned: boolean): void;
  thaw(): void;
  leader: Leader;
}

type Hearing = (event: Event) => void;

let now: number;
let timers: { at: number; tab: object; tick: () => void }[];
let tabs: Tab[];
let locks: Pick<LockManager, 'request'> | undefined;
let hearings: { tab: object; hear: Hearing }[];
let frozen: Set<object>;

const settled = () => new Promise((resolve) => setTimeout(resolve));
const leaders = () => tabs.map((tab, index) => (tab.leads ? index : -1)).filter((at) => at >= 0);

/** Time passes; what belongs to a frozen tab waits until it thaws. */
async function pass(ms: number) {
  const end = now + ms;
  for (;;) {
    const next = timers
      .filter(({ at, tab }) => at <= end && !frozen.has(tab))
      .sort((a, b) => a.at - b.at)[0];
    if (!next) break;
    now = Math.max(now, next.at);
    timers = timers.filter((timer) => timer !== next);
    next.tick();
    await settled();
  }
  now = end;
}

function openTab(visible: boolean): Tab {
  const key = {};
  let heard: Parameters<TabSignals['listen']>[0] | null = null;
  let shown = visible;
  const tab: Tab = {
    leads: false,
    elections: 0,
    show(next) {
      shown = next;
      if (next) heard?.shown();
      else heard?.hidden();
    },
    freeze(warned) {
      if (warned) heard?.frozen();
      frozen.add(key);
    },
    thaw() {
      frozen.delete(key);
      heard?.resumed();
    },
    leader: createLeader('sync', {
      locks,
      channel: {
        postMessage: (data: unknown) => {
          for (const { tab, hear } of hearings)
            if (tab !== key && !frozen.has(tab)) hear(new MessageEvent('message', { data }));
        },
        addEventListener: (_: string, hear: Hearing) => hearings.push({ tab: key, hear }),
        removeEventListener: (_: string, hear: Hearing) =>
          (hearings = hearings.filter((each) => each.hear !== hear))
      } as unknown as BroadcastChannel,
      signals: { visible: () => shown, listen: (to) => (heard = to), stop: () => (heard = null) },
      after(ms, tick) {
        const timer = { at: now + ms, tab: key, tick };
        timers.push(timer);
        return () => (timers = timers.filter((each) => each !== timer));
      },
      monotonic: () => now
    })
  };
  tab.leader.start({
    elected() {
      tab.leads = true;
      tab.elections += 1;
    },
    deposed: () => (tab.leads = false)
  });
  tabs.push(tab);
  return tab;
}

beforeEach(() => {
  now = 0;
  timers = [];
  tabs = [];
  hearings = [];
  frozen = new Set();
  locks = createFakeLocks();
});

afterEach(() => {
  for (const tab of tabs) tab.leader.stop();
});

test('of any number of tabs one leads, and another when it is closed', async () => {
  const first = openTab(true);
  openTab(true);
  openTab(false);
  await pass(30_000);
  expect(leaders()).toEqual([0]);
  first.leader.stop();
  first.leads = false;
  await pass(1);
  await settled();
  expect(leaders()).toEqual([1]);
});

test('a frozen leader is replaced within 15 s, and follows when it thaws', async () => {
  const first = openTab(true);
  openTab(true);
  await pass(5000);
  first.freeze(false);
  await pass(15_000);
  expect(tabs[1]?.leads).toBe(true);
  first.thaw();
  await settled();
  await pass(30_000);
  expect(leaders()).toEqual([1]);
});

test('a leader that is told it will be frozen lets go at once', async () => {
  const first = openTab(true);
  openTab(false);
  await pass(5000);
  first.freeze(true);
  await settled();
  expect(leaders()).toEqual([1]);
});

test('a hidden leader yields to a visible tab, past other hidden ones', async () => {
  const first = openTab(true);
  openTab(false);
  openTab(false);
  await settled();
  openTab(true);
  await pass(1000);
  expect(leaders()).toEqual([0]);
  first.show(false);
  await pass(10_000);
  expect(leaders()).toEqual([3]);
});

test('a leader that is hidden with nobody visible goes on', async () => {
  const first = openTab(true);
  openTab(false);
  await pass(1000);
  first.show(false);
  await pass(120_000);
  expect(leaders()).toEqual([0]);
  expect(first.elections).toBe(1);
});

test('a hidden tab never takes the lead from a silent one', async () => {
  const first = openTab(true);
  openTab(false);
  await pass(1000);
  first.freeze(false);
  await pass(120_000);
  expect(tabs[1]?.leads).toBe(false);
});

test('tabs that cannot hear each other take the lead at most once a minute each', async () => {
  openTab(true);
  openTab(true);
  await settled();
  hearings = [];
  await pass(600_000);
  expect(tabs.reduce((sum, tab) => sum + tab.elections, 0)).toBeLessThanOrEqual(23);
  expect(leaders()).toHaveLength(1);
});

test('without locks every tab talks', async () => {
  locks = undefined;
  openTab(true);
  openTab(false);
  await settled();
  expect(leaders()).toEqual([0, 1]);
});
