import type { Mutation } from '#shared/mutations';
import { seeded } from '#shared/testing/seeded';
import { ModelDevice, newCollection } from './device.ts';
import { judge } from './judge.ts';
import type { Rule } from './rules.ts';
import { copyDisk, ModelServer, type Cursor, type Page } from './server.ts';

type Parcel =
  | { to: 'server'; device: number; client: string; push: Push }
  | { to: 'server'; device: number; client: string; cursor: Cursor }
  | { to: 'device'; device: number; page: Page }
  | { to: 'device'; device: number; epoch: string }
  | { to: 'device'; device: number; gone: true };
interface Push {
  epoch: string;
  mutations: Mutation[];
  /** Ids the device knows to be purged, and a server that was set back may not. */
  purged: string[];
}

const tenYears = 10 * 365 * 24 * 60 * 60 * 1000;
const keys = ['r1', 'r2', 'r3'];
const paths = ['name', 'x'];

/**
 * One history of the protocol under a seed: three devices and a server that lose, double, delay and
 * reorder what they send, die between writes, have clocks ten years off, are cloned and set back. Returns
 * what is wrong once all have met in calm; nothing, if all is well. `broken` is a rule to break. A `wide`
 * history has purges, rights that come and go, and a client of the version before as well.
 */
export function runModel(seedNumber: number, broken?: Rule, wide = false, steps = 70): string[] {
  const seed = seeded(seedNumber);
  const holds = (rule: Rule) => rule !== broken;
  const made = new Map<string, Mutation>();
  const sent = new Set<string>();
  const purged = new Set<string>();
  let time = Date.UTC(2026, 0, 1);
  let calm = false;
  const server = new ModelServer(holds, seed.id);
  let backup = copyDisk(server.disk);
  let road: Parcel[] = [];
  const wrong: string[] = [];
  const world = {
    holds,
    id: seed.id,
    wrong: (what: string) => void wrong.push(what),
    dies: () => !calm && seed.chance(0.3),
    note: (mutation: Mutation, replaced?: string) => {
      made.set(mutation.mid, mutation);
      if (replaced === undefined || sent.has(replaced)) return;
      // Unless a copy of the device still holds it, nobody can ever hear of it.
      const holders = devices.filter(({ disk }) => disk.outbox.some(({ mid }) => mid === replaced));
      if (holders.length < 2) made.delete(replaced);
    }
  };
  const skews = [0, 1, 2].map(() => seed.pick([0, 0, 60_000, -tenYears, tenYears]));
  const devices = [0, 1, 2].map((index) => new ModelDevice(`c${index}`, world));

  if (wide) devices[2]!.isOld = seed.chance(0.7);
  const allKeys = wide ? [...keys, `${newCollection}1`] : keys;

  function pack(device: ModelDevice): Push {
    const mutations = device.take();
    for (const { mid } of mutations) sent.add(mid);
    return { epoch: device.disk.cursor.epoch, mutations, purged: [...device.disk.owed] };
  }

  const hasNews = ({ disk }: ModelDevice) => disk.outbox.length > 0 || disk.owed.size > 0;

  function receive({ client }: ModelDevice, { epoch, mutations, purged: known }: Push) {
    server.push(client, mutations, time, epoch, known);
  }

  function send(index: number) {
    const device = devices[index]!;
    const { client, disk } = device;
    if (hasNews(device) && seed.chance(0.7))
      road.push({ to: 'server', device: index, client, push: pack(device) });
    else road.push({ to: 'server', device: index, client, cursor: disk.cursor });
  }

  function arrive(parcel: Parcel) {
    const device = devices[parcel.device]!;
    if (parcel.to === 'device') {
      if ('page' in parcel) {
        const late = holds('oneRead') ? parcel.page : { ...parcel.page, to: server.disk.seq };
        device.page(late.more ? parcel.page : late);
      } else if ('gone' in parcel) device.leave();
      else if (parcel.epoch !== device.disk.cursor.epoch) device.beginEpoch(parcel.epoch);
      else device.readAgain();
    } else if ('push' in parcel) receive(device, parcel.push);
    else {
      const page = server.pull(parcel.client, parcel.cursor);
      const answer = { to: 'device', device: parcel.device } as const;
      if (page === 'gone') road.push({ ...answer, gone: true });
      else road.push(page === 'resync' ? { ...answer, epoch: server.epoch } : { ...answer, page });
    }
  }

  function edit(index: number) {
    const device = devices[index]!;
    const key = seed.pick(device.isOld ? keys : allKeys);
    const now = time + skews[index]!;
    const value = () => (seed.chance(0.04) ? 'poison' : `${index}.${seed.below(1e6)}`);
    if (!device.disk.rows.has(key) && allKeys.indexOf(key) % 3 !== index) return;
    if (seed.chance(0.12))
      return device.edit(key, { deletedAt: seed.chance(0.7) ? time : null }, now);
    if (seed.chance(0.8)) return device.edit(key, { [seed.pick(paths)]: value() }, now);
    const grp = seed.id();
    device.edit(key, { name: value() }, now, grp);
    device.edit(`${seed.id()}`, { name: value() }, now, grp);
  }

  /** What the plain histories do not have. */
  function happen(index: number) {
    const dice = seed.random();
    const { client, isOld } = devices[index]!;
    if (dice < 0.35) {
      const key = seed.pick([...server.disk.rows.keys(), ...keys]);
      purged.add(key);
      server.purge([key]);
    } else if (dice < 0.6) server.compact();
    else if (dice < 0.75) server.barred.add(client);
    else if (dice < 0.95) server.barred.clear();
    else if (isOld) devices[index]!.upgrade();
  }

  for (let count = 0; count < steps; count++) {
    time += seed.below(3000);
    if (wide && seed.chance(0.08)) happen(seed.below(devices.length));
    const dice = seed.random();
    const index = seed.below(devices.length);
    if (dice < 0.3) edit(index);
    else if (dice < 0.55) send(index);
    else if (dice < 0.9) {
      const parcel = road[seed.below(road.length)];
      if (!parcel) continue;
      const fate = seed.random();
      if (fate > 0.12) road = road.filter((each) => each !== parcel);
      if (fate < 0.85) arrive(parcel);
    } else if (dice < 0.93) {
      devices[index]!.kill();
      road = road.filter((parcel) => parcel.to === 'server' || parcel.device !== index);
    } else if (dice < 0.95) server.kill();
    else if (dice < 0.97) backup = copyDisk(server.disk);
    else if (dice < 0.985) {
      server.restore(backup);
      road = road.filter((parcel) => parcel.to === 'server');
    } else if (devices.length < 4) {
      devices.push(devices[index]!.clone());
      skews.push(skews[index]!);
    }
  }

  calm = true;
  if (seed.chance(0.5)) server.barred.clear();
  road = [];
  for (let round = 0; round < 5; round++)
    for (let index = 0; index < devices.length; index++) meet(index);

  function meet(index: number) {
    const device = devices[index]!;
    const batch = pack(device);
    // What was sent may be acknowledged to a server that has forgotten: first it is asked.
    for (let turn = 0; turn < 40; turn++) {
      const page = server.pull(device.client, device.disk.cursor);
      if (page === 'gone') return device.leave();
      if (page === 'resync') startOver(device);
      else {
        device.page(page);
        if (!page.more) break;
      }
    }
    const again = pack(device);
    receive(device, holds('keepUntilAck') ? again : { ...again, mutations: batch.mutations });
    for (let turn = 0; turn < 40; turn++) {
      const page = server.pull(device.client, device.disk.cursor);
      if (page === 'resync' || page === 'gone') break;
      device.page(page);
      if (!page.more) break;
    }
  }

  function startOver(device: ModelDevice) {
    if (device.disk.cursor.epoch === server.epoch) device.readAgain();
    else device.beginEpoch(server.epoch);
  }

  for (const device of devices) device.upgrade();
  return [...wrong, ...judge(server, devices, made, purged)];
}
