import { IDBFactory } from 'fake-indexeddb';
import { seeded, type Seeded } from '#shared/testing/seeded';
import { createDevice, type Device } from '../device';
import { createDisk, type Disk } from './disk';
import { createNetwork, rough, type Network } from './network';
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
  request: (path: string, init?: RequestInit) => Promise<Response>;
  seed: Seeded;
  seedNumber: number;
  now: () => number;
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
  const network = createNetwork(request, seed);
  network.set(rough);

  const machine: Machine = {
    name,
    tabs: [],
    network,
    rounds: new Set(),

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
      machine.openTab();
    },

    flush() {
      flushed = copyStorage(storage);
    },

    async cutPower() {
      storage = copyStorage(flushed);
      await machine.restart();
    },

    clone: (copyName) => machineOver({ ...deps, name: copyName }, copyStorage(storage))
  };
  machine.openTab();
  return machine;
}
