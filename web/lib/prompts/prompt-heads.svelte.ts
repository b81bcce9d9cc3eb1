import { createContext } from 'svelte';
import { createSubscriber } from 'svelte/reactivity';
import { followHeads } from './follow-heads';
import type { HeadsDb } from './follow-heads';
import type { PromptHead } from './prompt-head';

/** The heads of all prompts, living or in the trash; followed only while they are looked at. */
export class PromptHeads {
  #db: HeadsDb;
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

  constructor(db: HeadsDb) {
    this.#db = db;
  }

  /** In no particular order; `undefined` until the first of them are read. */
  get current(): PromptHead[] | undefined {
    this.#subscribe();
    return this.#current;
  }

  /** What was read of one so far, without following the others for it. */
  known(id: string): PromptHead | undefined {
    return this.#current?.find((head) => head.id === id);
  }

  get error(): unknown {
    this.#subscribe();
    return this.#error;
  }
}

export const [getPromptHeads, setPromptHeads] = createContext<PromptHeads>();
