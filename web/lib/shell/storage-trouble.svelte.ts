import { liveQuery } from 'dexie';
import { createContext } from 'svelte';
import { syncedNames } from '#shared/collections';
import type { Database } from '$lib/data/db';
import type { Eviction, KeptMarker } from '$lib/data/kept-marker';
import { watchFault, type StorageFault } from '$lib/data/storage-fault';

interface Deps {
  db: Database;
  kept: KeptMarker;
}

/** What is wrong with this device's storage, for the banner that says so. */
export class StorageTrouble {
  fault = $state<StorageFault>(null);
  /** What the browser threw away since the last visit, until the person has read it. */
  eviction = $state.raw<Eviction | null>(null);
  /** Records on this device; counted only while an eviction is told. */
  records = $state(0);
  #db: Database;
  #kept: KeptMarker;

  constructor({ db, kept }: Deps) {
    this.#db = db;
    this.#kept = kept;
  }

  /** Looks whether the database was emptied. Call before anything is written to it. */
  async look(): Promise<void> {
    this.eviction = await this.#kept.check(this.#db);
  }

  /** Follows faults, and keeps the marker that tells of a later eviction. */
  follow(): () => void {
    const stopFaults = watchFault(this.#db, (fault) => (this.fault = fault));
    const counts = liveQuery(async () => ({
      waiting: await this.#db.outbox.count(),
      used: (await this.#db.meta.count()) > 0
    })).subscribe(
      ({ waiting, used }) => {
        if (used || waiting > 0) this.#kept.note(waiting);
      },
      // The screens read the same tables and say what is wrong with them.
      () => undefined
    );
    return () => {
      stopFaults();
      counts.unsubscribe();
    };
  }

  /** Counts what has come back, until the returned function is called. */
  countRecords(): () => void {
    const counting = liveQuery(async () => {
      const counts = await Promise.all(syncedNames.map((name) => this.#db.table(name).count()));
      return counts.reduce((sum, count) => sum + count, 0);
    }).subscribe(
      (records) => (this.records = records),
      () => undefined
    );
    return () => counting.unsubscribe();
  }

  dismissEviction(): void {
    this.#kept.dismiss();
    this.eviction = null;
  }
}

export const [getStorageTrouble, setStorageTrouble] = createContext<StorageTrouble>();
