import type { Mutation } from '#shared/mutations';
import { seeded } from '#shared/testing/seeded';
import { findings } from '#shared/testing/oracle';
import { ModelDevice } from './device.ts';
import type { Rule } from './rules.ts';
import { copyDisk, ModelServer, type Page } from './server.ts';

type Parcel =
  | { to: 'server'; device: number; client: string; push: Mutation[]; epoch: string }
  | { to: 'server'; device: number; client: string; cursor: { epoch: string; seq: number } }
  | { to: 'device'; device: number; page: Page }
  | { to: 'device'; device: number; epoch: string };

const tenYears = 10 * 365 * 24 * 60 * 60 * 1000;
const keys = ['r1', 'r2', 'r3'];
const paths = ['name', 'x'];

/**
 * One history of the protocol under a seed: three devices and a server that lose, double, delay and
 * reorder what they send, die between writes, have clocks ten years off, are cloned and set back. Returns
 * what is wrong once all have met in calm; nothing, if all is well. `broken` is a rule to break.
 */
export function runModel(seedNumber: number, broken?: Rule, steps = 70): string[] {
  const seed = seeded(seedNumber);
  const holds = (rule: Rule) => rule !== broken;
  const made = new Map<string, Mutation>();
  const sent = new Set<string>();
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

  function send(index: number) {
    const device = devices[index]!;
    const { client, disk } = device;
    if (disk.outbox.length > 0 && seed.chance(0.7)) {
      const push = device.take();
      for (const { mid } of push) sent.add(mid);
      road.push({ to: 'server', device: index, client, push, epoch: disk.cursor.epoch });
    } else road.push({ to: 'server', device: index, client, cursor: disk.cursor });
  }

  function arrive(parcel: Parcel) {
    const device = devices[parcel.device]!;
    if (parcel.to === 'device') {
      if ('page' in parcel) {
        const late = holds('oneRead') ? parcel.page : { ...parcel.page, to: server.disk.seq };
        device.page(late.more ? parcel.page : late);
      } else if (parcel.epoch !== device.disk.cursor.epoch) device.beginEpoch(parcel.epoch);
    } else if ('push' in parcel) server.push(parcel.client, parcel.push, time, parcel.epoch);
    else {
      const page = server.pull(parcel.client, parcel.cursor);
      const answer = { to: 'device', device: parcel.device } as const;
      road.push(page === 'resync' ? { ...answer, epoch: server.epoch } : { ...answer, page });
    }
  }

  function edit(index: number) {
    const device = devices[index]!;
    const key = seed.pick(keys);
    const now = time + skews[index]!;
    const value = () => (seed.chance(0.04) ? 'poison' : `${index}.${seed.below(1e6)}`);
    if (!device.disk.rows.has(key) && keys.indexOf(key) !== index) return;
    if (seed.chance(0.12))
      return device.edit(key, { deletedAt: seed.chance(0.7) ? time : null }, now);
    if (seed.chance(0.8)) return device.edit(key, { [seed.pick(paths)]: value() }, now);
    const grp = seed.id();
    device.edit(key, { name: value() }, now, grp);
    device.edit(`${seed.id()}`, { name: value() }, now, grp);
  }

  for (let count = 0; count < steps; count++) {
    time += seed.below(3000);
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
  road = [];
  for (let round = 0; round < 5; round++)
    for (let index = 0; index < devices.length; index++) meet(index);

  function meet(index: number) {
    const device = devices[index]!;
    const batch = device.disk.outbox.length > 0 ? device.take() : [];
    // What was sent may be acknowledged to a server that has forgotten: first it is asked.
    for (let turn = 0; turn < 40; turn++) {
      const page = server.pull(device.client, device.disk.cursor);
      if (page === 'resync') device.beginEpoch(server.epoch);
      else {
        device.page(page);
        if (!page.more) break;
      }
    }
    const again = device.disk.outbox.length > 0 ? device.take() : [];
    server.push(
      device.client,
      holds('keepUntilAck') ? again : batch,
      time,
      device.disk.cursor.epoch
    );
    for (let turn = 0; turn < 40; turn++) {
      const page = server.pull(device.client, device.disk.cursor);
      if (page === 'resync') break;
      device.page(page);
      if (!page.more) break;
    }
  }

  return [...wrong, ...judge(server, devices, made)];
}

function judge(server: ModelServer, devices: ModelDevice[], made: Map<string, Mutation>): string[] {
  const { disk } = server;
  const text = (rows: ModelServer['disk']['rows']) =>
    JSON.stringify(
      [...rows.values()]
        .sort((a, b) => (a.key < b.key ? -1 : 1))
        .map(({ key, stored: { body } }) => [key, Object.entries(body).sort()])
    );
  const winners = new Map(
    [...disk.rows.values()].map(({ key, stored: { body, stamps } }) => [
      `presets/${key}`,
      Object.fromEntries(
        Object.entries(stamps).map(([path, { mid }]) => [path, { mid, value: body[path] }])
      )
    ])
  );
  const quarantined = new Set(devices.flatMap((device) => [...device.disk.quarantine]));
  const twice = [...server.times].filter(([, times]) => times > 1).map(([mid]) => mid);
  return [
    ...findings({
      mutations: [...made.values()],
      winners,
      revisions: disk.revisions,
      quarantined,
      views: [
        { who: 'server', text: text(disk.rows) },
        ...devices.map((device) => ({ who: device.client, text: text(device.disk.rows) }))
      ],
      waiting: devices.reduce((sum, device) => sum + device.disk.outbox.length, 0)
    }),
    ...twice.map((mid) => `${mid} was applied twice`),
    ...tornGroups(disk, made),
    ...misdated(disk),
    ...[...quarantined].filter((mid) => !isPoisoned(mid, made)).map((mid) => `${mid} was refused`)
  ];
}

/** A change is refused only for what it says, or for what its group says. */
function isPoisoned(mid: string, made: Map<string, Mutation>): boolean {
  const grp = made.get(mid)?.grp;
  return [...made.values()].some(
    (each) =>
      (each.mid === mid || (grp !== undefined && each.grp === grp)) &&
      Object.values(each.set).some(({ v }) => v === 'poison')
  );
}

/** I6: whatever the clocks say, a change is dated after the one it was made over, if that came before. */
function misdated({ applied }: ModelServer['disk']): string[] {
  return [...applied.values()].flatMap(({ mid, seq, effs, bases }) =>
    Object.entries(effs).flatMap(([path, eff]) => {
      const below = applied.get(bases[path] ?? '');
      const seen = below && below.seq < seq ? (below.effs[path] ?? -Infinity) : -Infinity;
      return eff > seen ? [] : [`${mid} ${path} is dated before what it was made over`];
    })
  );
}

/** I7: of a group everything was taken in, or nothing. */
function tornGroups({ applied }: ModelServer['disk'], made: Map<string, Mutation>): string[] {
  const fates = new Map<string, Set<boolean>>();
  for (const { mid, grp } of made.values()) {
    const fate = applied.get(mid)?.rejected;
    if (grp === undefined || fate === undefined) continue;
    fates.set(grp, (fates.get(grp) ?? new Set()).add(fate));
  }
  return [...fates].filter(([, fate]) => fate.size > 1).map(([grp]) => `group ${grp} was torn`);
}
