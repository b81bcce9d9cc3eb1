import { createContext, untrack } from 'svelte';

/** A few words of the page in the status line: "1,204 / 8,192 tokens". */
export interface StatusFact {
  id: string;
  text: string;
  title?: string;
  tone?: 'plain' | 'warn' | 'bad';
}

/** The page that is open fills this; the status line shows it. */
export class StatusFacts {
  #sources = $state.raw<(() => StatusFact[])[]>([]);

  get current(): StatusFact[] {
    return this.#sources.flatMap((source) => source());
  }

  /** Shows what `source` gives, followed as its runes change, until the returned function is called. */
  show(source: () => StatusFact[]): () => void {
    // Called from effects, which must not depend on what they change.
    this.#sources = [...untrack(() => this.#sources), source];
    return () => {
      this.#sources = untrack(() => this.#sources).filter((each) => each !== source);
    };
  }
}

export const [getStatusFacts, setStatusFacts] = createContext<StatusFacts>();
