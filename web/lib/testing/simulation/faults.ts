import type { Seeded } from '#shared/testing/seeded';
import { edit, poison, type Habits } from './edits';
import type { Machine, Tab } from './machine';
import type { WriteFault } from './disk';
import type { SimulatedServer } from './server';

/** What a step may touch. Each fault returns what it found wrong at once. */
export interface Scene {
  seed: Seeded;
  server: SimulatedServer;
  machines: Machine[];
  machine: Machine;
  tab: Tab;
  habits: Habits;
}
type Step = (scene: Scene) => Promise<string[] | void> | string[] | void;

const work: Step = ({ machine, tab, seed, habits }) =>
  seed.chance(0.5) ? edit(machine, tab, seed, habits) : machine.sync(tab);

/** The write fails somewhere in the middle of an edit or of a round. */
const atWrite =
  (fault: WriteFault): Step =>
  async (scene) => {
    const { tab, machine, seed } = scene;
    tab.disk.failAt(1 + seed.below(10), fault);
    await Promise.resolve(work(scene)).catch(() => undefined);
    tab.disk.heal();
    if (tab.disk.isDead()) await machine.restart();
  };

/**
 * One storage forgets at a time: what a device and the server have both lost, nobody can give back.
 * By name: how often, of about a hundred steps, and what happens.
 */
export const steps: Record<string, [weight: number, step: Step]> = {
  edit: [42, ({ machine, tab, seed, habits }) => edit(machine, tab, seed, habits)],
  sync: [24, ({ machine, tab }) => machine.sync(tab)],
  'a doubled request arrives': [4, ({ machine }) => machine.network.echo()],
  'a late answer arrives': [
    6,
    async ({ machine }) => {
      if (machine.network.deliver())
        await Promise.race([...machine.rounds, machine.network.delay()]);
    }
  ],
  'two tabs talk at once': [
    4,
    async ({ machine, tab }) => {
      const other = machine.tabs.find((each) => each !== tab) ?? machine.openTab();
      await Promise.all([machine.sync(tab), machine.sync(other)]);
    }
  ],
  'the pages die': [2, ({ machine }) => machine.restart()],
  'the page dies at a write': [3, atWrite('crash')],
  'the storage is full at a write': [3, atWrite('quota')],
  'commits reach the disk': [2, ({ machine }) => machine.flush()],
  'the power is cut': [
    1,
    async ({ machine, server }) => {
      // What the device forgets is the server's alone from now on, so its backups have it too.
      server.backUp();
      await machine.cutPower();
    }
  ],
  'the database is copied': [
    1,
    ({ machines, machine }) => {
      if (machines.length < 5) machines.push(machine.clone(`d${machines.length}`));
    }
  ],
  'a partition begins or ends': [
    3,
    ({ machine: { network } }) => network.part(!network.isParted())
  ],
  'the server dies before it replies': [2, ({ server }) => server.dieBeforeReply()],
  'the server is backed up': [1, ({ server }) => server.backUp()],
  'the server is restored': [
    1,
    async ({ server, machines }) => {
      // And the other way round: what the server forgets is on the devices' disks.
      for (const each of machines) each.flush();
      await server.restore();
    }
  ],
  'a change no server will take': [1, ({ tab }) => poison(tab.device)]
};

const table = Object.values(steps);
const total = table.reduce((sum, [weight]) => sum + weight, 0);

export function anyStep(seed: Seeded): Step {
  let at = seed.random() * total;
  for (const [weight, step] of table) if ((at -= weight) < 0) return step;
  return work;
}
