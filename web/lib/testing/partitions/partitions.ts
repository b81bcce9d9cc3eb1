import { join } from 'node:path';
import { createApi } from '$lib/api/client';
import { createClock } from '$lib/data/clock';
import { createEngine } from '$lib/sync/engine';
import { createLoop } from '$lib/sync/loop';
import { createPokes } from '$lib/sync/pokes';
import { createNet, type After } from '$lib/sync/ports';
import type { Mutation } from '#shared/mutations';
import { seeded, type Seeded } from '#shared/testing/seeded';
import { spawnServer } from '../../../../sync-server/testing/spawn';
import { createDevice } from '../device';
import { createFaultProxy } from './fault-proxy';
import { judge } from './judge';

interface Trial {
  seed: number;
  /** How long the network is bad, in milliseconds. */
  ms: number;
  clients: number;
  editsPerSecond: number;
}

export interface Outcome {
  wrong: string[];
  edits: number;
  sent: number;
  partitions: number;
  cut: number;
  lost: number;
  /** From the end of the faults until every queue was empty, and until all had seen all. */
  drainedMs: number;
  convergedMs: number;
}

const scope = 'u:local';
const calmMs = 60_000;
/** Prompts that are edited at the same time, and for how long. */
const shared = 8;
const turnMs = 15_000;

const after: After = (ms, tick) => {
  const timer = setTimeout(tick, ms);
  return () => clearTimeout(timer);
};
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Clients with the real engine, loop and pokes against a real server, each over a bad line of its own. */
export async function livePartitioned(trial: Trial): Promise<Outcome> {
  const chance = seeded(trial.seed);
  const sent = new Map<string, Mutation>();
  const server = await spawnServer({
    entry: 'sync-server/main.ts',
    readyMs: 120_000,
    env: { LOG_LEVEL: 'silent' }
  });
  const clients: Client[] = [];
  try {
    for (let index = 0; index < trial.clients; index++)
      clients.push(await createClient(`d${index}`, server.port, chance, sent));
    for (const client of clients) client.start();
    const edits = await editFor(trial, clients, chance);
    for (const { proxy } of clients) proxy.calm();

    const calm = performance.now();
    const waiting = async () => {
      const counts = await Promise.all(clients.map(({ device }) => device.db.outbox.count()));
      return counts.reduce((sum, count) => sum + count, 0);
    };
    while ((await waiting()) > 0 && performance.now() - calm < calmMs) await pause(100);
    const drainedMs = Math.round(performance.now() - calm);
    const cursors = async () =>
      new Set(
        await Promise.all(
          clients.map(async ({ device }) => (await device.replica.cursor(scope)).seq)
        )
      );
    while ((await cursors()).size > 1 && performance.now() - calm < calmMs) await pause(100);
    const convergedMs = Math.round(performance.now() - calm);

    for (const client of clients) await client.stop();
    await server.kill('SIGTERM');
    const devices = clients.map(({ device }) => device);
    const wrong = await judge({ path: join(server.data, 'playground.sqlite'), devices, sent });
    const total = (what: 'partitions' | 'cut' | 'lost') =>
      clients.reduce((sum, { proxy }) => sum + proxy.done[what], 0);
    return {
      wrong,
      edits,
      sent: sent.size,
      drainedMs,
      convergedMs,
      partitions: total('partitions'),
      cut: total('cut'),
      lost: total('lost')
    };
  } finally {
    for (const client of clients) await client.close();
    await server.dispose();
  }
}

async function createClient(name: string, port: number, seed: Seeded, sent: Map<string, Mutation>) {
  const proxy = await createFaultProxy(port, seed);
  const request = async (path: string, init?: RequestInit) => {
    if (path === '/v1/sync/push') {
      const { mutations } = JSON.parse(String(init?.body)) as { mutations: Mutation[] };
      for (const mutation of mutations)
        if (!sent.has(mutation.mid)) sent.set(mutation.mid, mutation);
    }
    return fetch(proxy.url + path, init);
  };
  const device = createDevice(name, request, { scope });
  const api = createApi({ fetch: request });
  const clock = createClock(Date.now);
  const net = createNet(api, (ms) => AbortSignal.timeout(ms));
  const engine = createEngine({ replica: device.replica, net, clock, scope });
  const { random } = seed;
  const loop = createLoop({ engine, after, random, onChange: () => undefined });
  const pokes = createPokes({
    api,
    after,
    random,
    now: Date.now,
    onPoke: () => loop.wake(),
    onListening: () => loop.wake('now')
  });
  let stopped = false;
  return {
    device,
    proxy,
    wake: () => loop.wake(),
    start: () => pokes.start(),
    /** Leaves, and waits for the round that is under way. */
    async stop() {
      if (stopped) return;
      stopped = true;
      pokes.stop();
      await loop.flush().catch(() => undefined);
      loop.stop();
    },
    async close() {
      if (!stopped) {
        pokes.stop();
        loop.stop();
      }
      device.close();
      await proxy.close();
    }
  };
}

type Client = Awaited<ReturnType<typeof createClient>>;

/** Edits at the pace asked for, as far as the machine keeps up; returns how many were made. */
async function editFor(trial: Trial, clients: Client[], seed: Seeded): Promise<number> {
  const began = performance.now();
  let edits = 0;
  for (;;) {
    const elapsed = performance.now() - began;
    if (elapsed > trial.ms) return edits;
    if (edits >= (elapsed / 1000) * trial.editsPerSecond) {
      await pause(5);
      continue;
    }
    const id = `p-${Math.floor(elapsed / turnMs)}-${seed.below(shared)}`;
    const client = seed.pick(clients);
    if (!(await edit(client, id, clients, seed))) continue;
    client.wake();
    edits += 1;
  }
}

/** False if this device does not know the prompt yet. Each prompt is made by one device. */
async function edit({ device }: Client, id: string, clients: Client[], seed: Seeded) {
  const { store } = device;
  const value = `${device.name}-${seed.below(1_000_000)}`;
  const row = await store.db.prompts.get(id);
  if (!row) {
    const maker = clients[Number(id.at(-1)) % clients.length];
    if (maker?.device !== device) {
      await pause(1);
      return false;
    }
    await store.create('prompts', { id, name: value });
    return true;
  }
  const change = seed.pick([
    { name: value },
    { systemPrompt: value },
    { tags: row.tags.includes('a') ? ['b'] : ['a'] },
    { modelConfig: { ...row.modelConfig, temperature: seed.below(100) / 50 } },
    { deletedAt: row.deletedAt === null ? 1 : null },
    { name: value, systemPrompt: value }
  ]);
  await store.edit('prompts', id, change);
  return true;
}
