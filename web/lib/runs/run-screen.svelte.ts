import { createContext } from 'svelte';
import { goto } from '$app/navigation';
import { compareHref, comparePath } from './compare-href';
import { mostCompared, RunPicks } from './run-picks.svelte';
import { queryOf, searchOf, type RunQuery } from './run-query';

/** What the screens of runs have in common: what is asked of the history stands in the address. */
export class RunScreen {
  readonly picks = new RunPicks([], (ids) => this.#picked(ids));
  readonly #url: () => URL;

  constructor(url: () => URL) {
    this.#url = url;
  }

  get query(): RunQuery {
    return queryOf(this.#url().searchParams);
  }

  get isComparing(): boolean {
    return this.#url().pathname === comparePath;
  }

  /** Runs the address compares, each once, no more than can be. */
  get compared(): readonly string[] {
    const ids = this.#url().searchParams.get('ids')?.split(',').filter(Boolean) ?? [];
    return ids.filter((id, at) => ids.indexOf(id) === at).slice(0, mostCompared);
  }

  /** Keeps what the address says beside the question. */
  ask = (query: RunQuery): void => {
    const { pathname } = this.#url();
    this.#go(this.isComparing ? compareHref(this.compared, query) : pathname + searchOf(query));
  };

  #picked(ids: readonly string[]): void {
    if (this.isComparing) this.#go(compareHref(ids, this.query));
  }

  #go(href: string): void {
    void goto(href, { replaceState: true, keepFocus: true, noScroll: true });
  }
}

export const [getRunScreen, setRunScreen] = createContext<RunScreen>();
