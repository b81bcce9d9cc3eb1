import type { Store } from '$lib/data/store';

/**
 * A text that is not yet what it has to be. It is kept on this device by its key until it is valid or
 * given up, so that a mistake never costs what was typed.
 */
export class JsonDraft {
  text = $state<string | null>(null);
  #db: Store['db'];
  #key: string;
  #touched = false;

  constructor(db: Store['db'], key: string) {
    this.#db = db;
    this.#key = `draft.${key}`;
  }

  /** Brings what was left here, unless one has begun to type. */
  async open(): Promise<void> {
    const row = await this.#db.kv.get(this.#key);
    if (!this.#touched && typeof row?.value === 'string') this.text = row.value;
  }

  /** @param text `null` once it is valid or given up */
  async set(text: string | null): Promise<void> {
    this.#touched = true;
    this.text = text;
    if (text === null) await this.#db.kv.delete(this.#key);
    else await this.#db.kv.put({ key: this.#key, value: text });
  }
}
