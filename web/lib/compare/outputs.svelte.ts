import { SvelteMap } from 'svelte/reactivity';
import type { Run } from '#shared/collections';
import { type AppError, toAppError } from '#shared/errors';
import type { Api } from '$lib/api/client';
import type { Store } from '$lib/data/store';
import { answerText } from '#shared/answer-text';
import { getOutput, isLive } from '$lib/runs/runs';

/** What came of several runs: read from this device, else fetched, each for itself. */
export class Outputs {
  #store: Store;
  #api: Api;
  #texts = new SvelteMap<string, string | AppError>();
  #asked: string[] = [];

  constructor(store: Store, api: Api) {
    this.#store = store;
    this.#api = api;
  }

  /** All of it in one text; why there is none; `null` while it is on its way. */
  of(id: string): string | AppError | null {
    return this.#texts.get(id) ?? null;
  }

  /** Reads what is not here yet; a live run has nothing to read. */
  want(runs: readonly Pick<Run, 'id' | 'status'>[]): void {
    for (const run of runs)
      if (!isLive(run) && !this.#asked.includes(run.id)) void this.#read(run.id);
  }

  retry(id: string): void {
    this.#texts.delete(id);
    void this.#read(id);
  }

  async #read(id: string): Promise<void> {
    this.#asked.push(id);
    try {
      const output = await getOutput(this.#store, this.#api, id);
      this.#texts.set(id, answerText(output));
    } catch (error) {
      const known = toAppError(error);
      this.#texts.set(id, known);
    }
  }
}
