import { seeded } from '#shared/testing/seeded';
import { anyStep } from './faults';
import { judge } from './judge';
import { createMachine, type Machine } from './machine';
import { ids, withLine } from './edits';
import { calm, rough } from './network';
import { settled } from './purged';
import { noteSent } from './sent';
import { createServer } from './server';

const tenYears = 10 * 365 * 24 * 60 * 60 * 1000;
/** Rounds of calm after which everything must have met. */
const enough = 6;

/**
 * A few devices and one server, all of it the real code, under a seed: edits and rounds of sync, with the
 * faults of `faults.ts` in between and clocks ten years off. Without `steps` the seed says how many.
 * Returns what is wrong in the end; nothing, if all is well.
 */
export async function simulate(seedNumber: number, steps?: number): Promise<string[]> {
  const seed = seeded(seedNumber);
  let time = Date.UTC(2026, 0, 1);
  const wrong: string[] = [];
  const machines: Machine[] = [];
  /** In some histories people are removed and let in again, by a chance of its own. */
  const members = seedNumber % 8 === 2 ? seeded(seedNumber, 'members') : null;
  /** In others some devices run an older version of the app, until they are updated. */
  const versions = seedNumber % 8 === 0 ? seeded(seedNumber, 'versions') : null;
  const habits = {
    purge: seedNumber % 4 === 1,
    removes: members !== null,
    moods: versions !== null,
    made: new Set<string>()
  };
  const server = createServer(
    seedNumber,
    () => time,
    () => machines.forEach(({ network }) => network.cut())
  );
  const sent = noteSent(server);

  for (const name of ['d0', 'd1', 'd2']) {
    const skew = seed.pick([0, 0, 60_000, -tenYears, tenYears]);
    const now = () => time + skew;
    const isOlder = versions?.chance(0.6) ?? false;
    const request = sent.requestOf(name);
    machines.push(await createMachine({ name, request, seed, seedNumber, now, isOlder }));
  }

  if (beginsTogether(seedNumber)) await beginTogether(machines, habits.made);

  for (let left = steps ?? 8 + seed.below(32); left > 0; left--) {
    time += seed.below(5000);
    if (versions?.chance(0.05)) await versions.pick(machines).update();
    const machine = seed.pick(machines);
    const tab = seed.pick(machine.tabs);
    if (members?.chance(0.06)) server.toggleMember(members.pick(machines).name);
    wrong.push(...((await anyStep(seed)({ seed, server, machines, machine, tab, habits })) ?? []));
  }

  server.settle();
  if (versions?.chance(0.5)) await comeToRest(machines);
  for (const machine of machines) await machine.update();
  await comeToRest(machines);
  const mutations = settled(server.current(), sent.mutations(), server.wasRestored());
  wrong.push(...(await judge(server.current(), machines.flatMap(devicesOf), mutations)));
  for (const device of machines.flatMap(devicesOf)) device.close();
  await server.current().close();
  return wrong;
}

/** More than half of all histories begin with a text that everybody has, so that texts often meet. */
const beginsTogether = (seedNumber: number) => [0, 1, 3, 5].includes(seedNumber % 7);

async function beginTogether(machines: Machine[], made: Set<string>) {
  machines.forEach(({ network }) => network.set(calm));
  for (const [index, id] of ids.entries()) {
    const maker = machines[index];
    const device = maker?.tabs[0]?.device;
    if (!device) continue;
    made.add(id);
    const systemPrompt = withLine('', 0, `${id} from the beginning`);
    await device.store.create('prompts', { id, name: id, systemPrompt });
    await device.sync();
  }
  for (const { tabs, network, flush } of machines) {
    await tabs[0]?.device.sync();
    flush();
    network.set(rough);
  }
}

const devicesOf = ({ tabs }: Machine) => tabs.map(({ device }) => device);

/** The faults end, what is under way arrives, and devices sync until nothing is new to any of them. */
async function comeToRest(machines: Machine[]) {
  for (const { network, rounds } of machines) {
    network.part(false);
    network.set(calm);
    while (network.deliver());
    await Promise.all(rounds);
  }
  let before = '';
  for (let round = 0; round < enough; round++) {
    const cursors: unknown[] = [];
    for (const { tabs } of machines) {
      const device = tabs[0]?.device;
      if (!device) continue;
      await device.sync();
      cursors.push(await device.db.cursors.toArray(), await device.db.outbox.count());
    }
    const now = JSON.stringify(cursors);
    if (now === before) return;
    before = now;
  }
}
