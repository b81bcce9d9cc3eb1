import { createContext } from 'svelte';
import { createSubscriber } from 'svelte/reactivity';
import type { Store } from '$lib/data/store';
import { followHeads } from './follow-heads';
import type { PromptHead } from './prompt-head';

/** The heads of all prompts, living or in the trash; followed only while they are looked at. */
export class PromptHeads {
  #db: Pick<Store['db'], 'name' | 'prompts'>;
  #current = $state.raw<PromptHead[] | undefined>();
  #error = $state.raw<unknown>(null);
  #subscribe = createSubscriber(() =>
    followHeads(this.#db, {
      show: (heads) => {
        this.#current = heads;
        this.#error = null;
      },
      fail: (error) => {
        this.#error = error;
      }
    })
  );

  constructor(db: Pick<Store['db'], 'name' | 'prompts'>) {
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
}

export const [getPromptHeads, setPromptHeads] = createContext<PromptHeads>();
