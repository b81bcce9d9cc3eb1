import { createContext } from 'svelte';
import { goto } from '$app/navigation';
import { RunPicks } from './run-picks.svelte';
import { queryOf, searchOf, type RunQuery } from './run-query';

/** What the screens of runs have in common: what is asked of the history stands in the address. */
export class RunScreen {
  readonly picks = new RunPicks();
  readonly #url: () => URL;

  constructor(url: () => URL) {
    this.#url = url;
  }

  get query(): RunQuery {
    return queryOf(this.#url().searchParams);
  }

  /** Keeps what the address says beside the question. */
  ask = (query: RunQuery): void => {
    const url = this.#url();
    const ids = url.searchParams.get('ids');
    const search = searchOf(query);
    const compared = ids === null ? '' : `${search === '' ? '?' : '&'}ids=${ids}`;
    void goto(`${url.pathname}${search}${compared}`, {
      ...{ replaceState: true, keepFocus: true, noScroll: true }
    });
  };
}

export const [getRunScreen, setRunScreen] = createContext<RunScreen>();
