import { IDBFactory } from 'fake-indexeddb';
import { seeded, type Seeded } from '#shared/testing/seeded';
import { createDevice, type Device } from '../device';
import { createDisk, type Disk } from './disk';
import { createNetwork, rough, type Network, type Request } from './network';
import { asOlder, recognise } from './older';
import { copyStorage } from './storage';

export interface Tab {
  device: Device;
  disk: Disk;
}

/** One browser: a storage, one or two tabs over it, a clock of its own and a way to the server. */
export interface Machine {
  name: string;
  tabs: Tab[];
  network: Network;
  /** Rounds whose answers are still under way. */
  rounds: Set<Promise<void>>;
  /** It still runs the version of the app before today's. */
  isOlder(): boolean;
  /** The pages are gone, and what is opened again is today's version. */
  update(): Promise<void>;
  openTab(): Tab;
  /** One round; returns when it is over or an answer of it is late. */
  sync(tab: Tab): Promise<void>;
  /** The pages are gone, whatever they were doing, and one is opened again. */
  restart(): Promise<void>;
  /** What is on the disk now is all that a power cut will leave. */
  flush(): void;
  /** Everything since the last flush is lost. */
  cutPower(): Promise<void>;
  /** Another machine that begins with a copy of this one's storage. */
  clone(name: string): Machine;
}

interface Deps {
  name: string;
  request: Request;
  seed: Seeded;
  seedNumber: number;
  now: () => number;
  isOlder?: boolean;
}

export async function createMachine(deps: Deps): Promise<Machine> {
  return machineOver(deps, copyStorage(await blank()));
}

let fresh: Promise<IDBFactory> | null = null;

/** Making the tables takes as long as many steps of a simulation, so it is done once. */
function blank(): Promise<IDBFactory> {
  fresh ??= (async () => {
    const indexedDB = new IDBFactory();
    const device = createDevice('blank', () => Promise.reject(new TypeError('no network')), {
      indexedDB,
      database: 'simulated'
    });
    await device.db.open();
    device.close();
    return indexedDB;
  })();
  return fresh;
}

function machineOver(deps: Deps, first: IDBFactory): Machine {
  const { name, request, seed, seedNumber, now } = deps;
  let storage = first;
  let flushed = copyStorage(first);
  const { id: newId } = seeded(seedNumber, name);
  let { isOlder = false } = deps;
  /** Its storage may be one that an older version has written. */
  const wasOlder = isOlder;
  const older = asOlder(request);
  const network = createNetwork(
    (path, init) => (isOlder ? older(path, init) : request(path, init)),
    seed
  );
  network.set(rough);

  const machine: Machine = {
    name,
    tabs: [],
    network,
    rounds: new Set(),
    isOlder: () => isOlder,

    async update() {
      if (!isOlder) return;
      isOlder = false;
      await machine.restart();
    },

    openTab() {
      const disk = createDisk();
      const options = { indexedDB: storage, database: 'simulated', now, newId };
      const device = createDevice(name, network.request, { ...options, attach: disk.attach });
      const tab = { device, disk };
      machine.tabs.push(tab);
      return tab;
    },

    async sync({ device }) {
      const late = network.delay();
      const round: Promise<void> = device
        .sync()
        .catch(() => undefined)
        .then(() => {
          machine.rounds.delete(round);
        });
      machine.rounds.add(round);
      await Promise.race([round, late]);
    },

    async restart() {
      for (const { disk, device } of machine.tabs) {
        disk.die();
        device.close();
      }
      // A round that hears its answer now may ask once more before it notices that its page is gone.
      while (machine.rounds.size > 0) {
        const late = network.delay();
        while (network.deliver());
        await Promise.race([Promise.all(machine.rounds), late]);
      }
      machine.tabs = [];
      const { device } = machine.openTab();
      if (wasOlder && !isOlder) await recognise(device.db);
    },

    flush() {
      flushed = copyStorage(storage);
    },

    async cutPower() {
      storage = copyStorage(flushed);
      await machine.restart();
    },

    clone: (copyName) => machineOver({ ...deps, name: copyName, isOlder }, copyStorage(storage))
  };
  machine.openTab();
  return machine;
}
