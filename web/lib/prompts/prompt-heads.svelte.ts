import Dexie, { RangeSet, type ObservabilitySet } from 'dexie';
import { createContext } from 'svelte';
import { createSubscriber } from 'svelte/reactivity';
import type { Store } from '$lib/data/store';
import { headOf, type PromptHead } from './prompt-head';

/** The newest are shown while the rest is still being read. */
const firstRows = 200;
const windowRows = 1000;
const everything = { from: Dexie.minKey, to: Dexie.maxKey };

type Database = Pick<Store['db'], 'name' | 'prompts'>;

/**
 * The heads of all prompts, living or in the trash, kept up to date as a live query is. A plain live
 * query would read every body again after each keystroke that is saved; this reads the rows that
 * changed, in this tab or another, and keeps their heads alone. It reads only while it is looked at.
 */
export class PromptHeads {
  #db: Database;
  #byId = new Map<string, PromptHead>();
  #current = $state.raw<PromptHead[] | undefined>();
  #error = $state.raw<unknown>();
  #changed = new RangeSet();
  #reading = false;
  #subscribe = createSubscriber(() => this.#follow());

  constructor(db: Database) {
    this.#db = db;
  }

  /** In no particular order; `undefined` until the first of them are read. */
  get current(): PromptHead[] | undefined {
    this.#subscribe();
    return this.#current;
  }

  get error(): unknown {
    this.#subscribe();
    return this.#error;
  }

  #follow(): () => void {
    const part = `idb://${this.#db.name}/prompts/`;
    const listen = (parts: ObservabilitySet) => {
      const changed = parts[part] ?? parts.all;
      if (!changed) return;
      this.#changed.add(changed);
      void this.#read();
    };
    // Listening begins before the first read, so that no change falls between the two.
    Dexie.on('storagemutated', listen);
    this.#changed.add(everything);
    void this.#read();
    return () => Dexie.on.storagemutated.unsubscribe(listen);
  }

  /** One read at a time: what changes meanwhile is read by the next round. */
  async #read(): Promise<void> {
    if (this.#reading) return;
    this.#reading = true;
    try {
      while (this.#changed.d > 0) {
        const ranges = [...this.#changed];
        this.#changed = new RangeSet();
        const isAll = ranges.some(({ from, to }) => from !== to);
        await (isAll ? this.#readAll() : this.#readSome(ranges.map(({ from }) => String(from))));
      }
      this.#error = undefined;
    } catch (error) {
      // What this round should have read is lost with it, so the next change reads everything.
      this.#changed.add(everything);
      this.#error = error;
    } finally {
      this.#reading = false;
    }
  }

  async #readSome(ids: string[]): Promise<void> {
    const rows = await this.#db.prompts.bulkGet(ids);
    for (const [index, id] of ids.entries()) {
      const row = rows[index];
      if (row) this.#byId.set(id, headOf(row));
      else this.#byId.delete(id);
    }
    this.#show(this.#byId);
  }

  async #readAll(): Promise<void> {
    const { prompts } = this.#db;
    if (this.#byId.size === 0) {
      const newest = await prompts.orderBy('updatedAt').reverse().limit(firstRows).toArray();
      this.#show(new Map(newest.map((row) => [row.id, headOf(row)])));
      if (newest.length < firstRows) return;
    }
    const found = new Map<string, PromptHead>();
    let last: string | null = null;
    for (;;) {
      const rest = last === null ? prompts.toCollection() : prompts.where('id').above(last);
      const rows = await rest.limit(windowRows).toArray();
      for (const row of rows) found.set(row.id, headOf(row));
      last = rows.at(-1)?.id ?? null;
      if (rows.length < windowRows) break;
    }
    this.#show(found);
  }

  #show(heads: Map<string, PromptHead>) {
    this.#byId = heads;
    this.#current = [...heads.values()];
  }
}

export const [getPromptHeads, setPromptHeads] = createContext<PromptHeads>();
