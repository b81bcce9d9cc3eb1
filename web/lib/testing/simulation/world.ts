import { IDBFactory } from 'fake-indexeddb';
import { canonicalJson } from '#shared/canonical-prompt';
import type { Mutation } from '#shared/mutations';
import { placeOf, toRecord } from '#shared/paths';
import { findings } from '#shared/testing/oracle';
import { seeded, type Seeded } from '#shared/testing/seeded';
import { prepareTexts } from '../../../../sync-server/sync/texts';
import { createTestServer, type TestServer } from '../../../../sync-server/testing/server';
import { createDevice, type Device } from '../device';
import { createNetwork } from './network';

interface Machine {
  device: Device;
  indexedDB: IDBFactory;
  now: () => number;
  newId: () => string;
  network: ReturnType<typeof createNetwork>;
}

const tenYears = 10 * 365 * 24 * 60 * 60 * 1000;
const rough = { lostRequest: 0.15, lostAnswer: 0.2, echoed: 0.1 };
const calm = { lostRequest: 0, lostAnswer: 0, echoed: 0 };
const ids = ['p1', 'p2'];

/**
 * A few devices and one server, all of it the real code, under a seed: edits, rounds of sync, lost and
 * doubled requests, pages that die, clocks ten years off, and a server that is set back to a backup.
 * Returns what is wrong in the end; nothing, if all is well.
 */
export async function simulate(seedNumber: number, steps = 40): Promise<string[]> {
  const seed = seeded(seedNumber);
  let time = Date.UTC(2026, 0, 1);
  const sent = new Map<string, Mutation>();
  const serverIds = seeded(seedNumber, 'server');
  const openServer = (image?: Buffer) =>
    createTestServer({ now: () => time, newId: serverIds.id, ...(image ? { image } : {}) });
  let server = openServer(freshImage());
  let backup = server.db.sql.serialize();

  const request = async (path: string, init?: RequestInit) => {
    if (path === '/v1/sync/push') {
      const { mutations } = JSON.parse(String(init?.body)) as { mutations: Mutation[] };
      for (const mutation of mutations)
        if (!sent.has(mutation.mid)) sent.set(mutation.mid, mutation);
    }
    return server.request(path, init);
  };

  const machines: Machine[] = [0, 1, 2].map((index) => {
    const skew = seed.pick([0, 0, 60_000, -tenYears, tenYears]);
    const made = seeded(seedNumber, `d${index}`);
    const parts = {
      indexedDB: new IDBFactory(),
      now: () => time + skew,
      newId: made.id,
      network: createNetwork(request, seed)
    };
    parts.network.set(rough);
    return { ...parts, device: open(index, parts) };
  });

  function open(index: number, parts: Omit<Machine, 'device'>): Device {
    return createDevice(`d${index}`, parts.network.request, parts);
  }

  async function step() {
    time += seed.below(5000);
    const index = seed.below(machines.length);
    const machine = machines[index];
    if (!machine) return;
    const dice = seed.random();
    if (dice < 0.5) await edit(machine.device, seed);
    else if (dice < 0.85) await machine.device.sync().catch(() => undefined);
    else if (dice < 0.9) await machine.network.echo();
    else if (dice < 0.96) {
      // The page dies at the next request it makes, and is opened again on the same database.
      const round = machine.device.sync().catch(() => undefined);
      machine.device.close();
      await round;
      machine.device = open(index, machine);
    } else if (dice < 0.98) backup = server.db.sql.serialize();
    else {
      await server.close();
      for (const { network } of machines) network.cut();
      server = openServer(backup);
    }
  }

  for (let count = 0; count < steps; count++) await step();
  for (const machine of machines) machine.network.set(calm);
  for (let round = 0; round < 4; round++)
    for (const machine of machines) await machine.device.sync();

  const result = await judge(server, machines, sent);
  for (const machine of machines) machine.device.close();
  await server.close();
  return result;
}

async function edit(device: Device, seed: Seeded) {
  const id = seed.pick(ids);
  const { store } = device;
  const row = await store.db.prompts.get(id);
  const value = `${device.name}-${seed.below(1_000_000)}`;
  if (!row) {
    // Ids are unique in life: only the first device makes the first, the second the second.
    if (device.name === `d${ids.indexOf(id)}`)
      await store.create('prompts', { id, name: value, systemPrompt: withLine('', 0, value) });
    return;
  }
  const lined = withLine(row.systemPrompt, seed.below(5) * 2, value);
  const change = seed.pick([
    { name: value },
    { systemPrompt: seed.chance(0.2) ? value : lined },
    { systemPrompt: lined },
    { systemPrompt: lined },
    { tags: row.tags.includes('a') ? ['b'] : ['a'] },
    { modelConfig: { ...row.modelConfig, temperature: seed.below(100) / 50 } },
    { modelConfig: { ...row.modelConfig, topP: seed.below(100) / 100 } },
    { modelConfig: {} },
    { deletedAt: row.deletedAt === null ? 1 : null },
    { name: value, systemPrompt: lined }
  ]);
  if (seed.chance(0.8)) return store.edit('prompts', id, change);
  await store.group(async (tx) => {
    await tx.edit('prompts', id, change);
    await tx.create('presets', { name: value });
  });
}

/** Of lines that stand apart, so that two devices that write into different ones can be merged. */
function withLine(text: string, at: number, line: string): string {
  const lines = text.split('\n');
  while (lines.length < 9) lines.push(lines.length % 2 ? '' : `line ${lines.length}`);
  return lines.with(at, line).join('\n');
}

async function judge(server: TestServer, machines: Machine[], sent: Map<string, Mutation>) {
  const rows = server.db.sql
    .prepare('select collection, id, body, fields from records order by collection, id')
    .all() as { collection: string; id: string; body: string; fields: string }[];
  const winners = new Map<string, Record<string, { mid: string; value: unknown }>>();
  const records: Record<string, unknown> = {};
  for (const { collection, id, body: bodyText, fields } of rows) {
    const body = JSON.parse(bodyText) as Record<string, unknown>;
    const stamps = JSON.parse(fields) as Record<string, { mid: string; eff: number }>;
    records[`${collection}/${id}`] = toRecord(collection, id, { body, stamps });
    winners.set(
      `${collection}/${id}`,
      Object.fromEntries(
        Object.entries(stamps).map(([path, { mid }]) => [path, { mid, value: body[path] }])
      )
    );
  }
  const views = [{ who: 'server', text: canonicalJson(records) }];
  const quarantined = new Set<string>();
  let waiting = 0;
  for (const { device } of machines) {
    const seen: Record<string, unknown> = {};
    for (const name of ['prompts', 'presets', 'conflicts'] as const)
      for (const row of await device.rows(name)) seen[`${name}/${row.id}`] = row;
    views.push({ who: device.name, text: canonicalJson(seen) });
    for (const { mid } of await device.db.quarantine.toArray()) quarantined.add(mid);
    waiting += await device.db.outbox.count();
  }
  const revisions = server.db.sql
    .prepare("select mid || ' ' || path from revisions where status <> 'replaced'")
    .pluck()
    .all();
  const kept = prepareTexts(server.db.sql);
  const texts = new Map<string, unknown>();
  for (const { mid, scope, collection, id, set } of sent.values())
    for (const path of Object.keys(set)) {
      if (placeOf(collection, path).class !== 'text') continue;
      const row = rows.find((other) => other.collection === collection && other.id === id);
      const stored = row ? { body: JSON.parse(row.body), stamps: JSON.parse(row.fields) } : null;
      texts.set(`${mid} ${path}`, kept.textOf({ scope, collection, id, path }, mid, stored));
    }
  return findings({
    mutations: [...sent.values()],
    winners,
    revisions: new Set(revisions as string[]),
    texts,
    quarantined,
    views,
    waiting
  });
}

let image: Buffer | null = null;

/** Migrating takes longer than a whole simulation, so it is done once. */
function freshImage(): Buffer {
  if (image) return image;
  const server = createTestServer();
  image = server.db.sql.serialize();
  server.db.sql.close();
  return image;
}
