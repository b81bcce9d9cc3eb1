import { IDBFactory, IDBKeyRange } from 'fake-indexeddb';
import { v7 } from 'uuid';
import { createApi } from '$lib/api/client';
import { createClock } from '$lib/data/clock';
import { openDatabase, type Database } from '$lib/data/db';
import { createStore } from '$lib/data/edit';
import { createReplica, type Replica } from '$lib/data/replica';
import type { Store } from '$lib/data/store';
import { createEngine } from '$lib/sync/engine';
import { createNet } from '$lib/sync/ports';
import type { RecordOf, SyncedName } from '#shared/collections';

type Request = (path: string, init?: RequestInit) => Promise<Response>;

export interface Device {
  name: string;
  db: Database;
  store: Store;
  replica: Replica;
  /** One round of sync. Rejects like the engine's. */
  sync(): Promise<void>;
  /** Records of a collection as a screen reads them, by id. */
  rows<Name extends SyncedName>(collection: Name): Promise<RecordOf<Name>[]>;
  close(): void;
}

interface Options {
  /** Keep it to open the same device again after a crash. */
  indexedDB?: IDBFactory;
  now?: () => number;
  newId?: () => string;
  scope?: string;
  /** Devices over one IndexedDB and one name are tabs of one browser. */
  database?: string;
  /** Puts faults between the device and its storage. */
  attach?: (db: Database) => void;
}

/** A whole device without a browser: its own IndexedDB, and a network that is a function. */
export function createDevice(name: string, request: Request, options: Options = {}): Device {
  const { indexedDB = new IDBFactory(), now = Date.now, newId = v7, scope = 'u:ada' } = options;
  const db = openDatabase(options.database ?? name, { indexedDB, IDBKeyRange });
  options.attach?.(db);
  const clock = createClock(now);
  const store = createStore({ db, scope, now: clock.now, newId });
  const replica = createReplica({ db, now: clock.now, newId });
  const api = createApi({ fetch: request });
  const engine = createEngine({ replica, net: createNet(api, () => undefined), clock, scope });
  return {
    name,
    db,
    store,
    replica,
    sync: () => engine.round(),
    async rows<Name extends SyncedName>(collection: Name) {
      const rows = await db.table(collection).orderBy('id').toArray();
      return rows.map(({ $sync: _, ...record }) => record) as RecordOf<Name>[];
    },
    close: () => db.close()
  };
}

/** Does everything that waits anywhere, until all have seen all. */
export async function meet(...devices: Device[]): Promise<void> {
  for (let round = 0; round < 2; round++) for (const device of devices) await device.sync();
}
