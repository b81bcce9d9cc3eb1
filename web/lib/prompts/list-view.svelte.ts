import { idSet, withId, type IdSet } from './id-set';
import { sorts, type ListView, type Shown, type Sort } from './list-rows';

const key = 'playground.prompt-list';

/** How one looks at the list of prompts: remembered on this device, but for what one looks for. */
export class ListViewState implements ListView {
  query = $state('');
  tag = $state<string | null>(null);
  shown = $state<Shown>('all');
  projectId = $state<string | null>(null);
  #sort = $state<Sort>('updated');
  #folded = $state.raw<IdSet>(idSet());

  constructor() {
    const saved = read();
    if (saved) {
      this.#sort = saved.sort;
      this.#folded = idSet(saved.folded);
    }
  }

  get sort(): Sort {
    return this.#sort;
  }
  set sort(sort: Sort) {
    this.#sort = sort;
    this.#save();
  }

  get folded(): IdSet {
    return this.#folded;
  }

  /** Folds a project's content away, or shows it again. */
  fold(id: string, folded: boolean) {
    this.#folded = withId(this.#folded, id, folded);
    this.#save();
  }

  /** Forgets everything that leaves prompts out. */
  showAll() {
    this.query = '';
    this.tag = null;
    this.shown = 'all';
    this.projectId = null;
  }

  #save() {
    localStorage.setItem(key, JSON.stringify({ sort: this.#sort, folded: [...this.#folded] }));
  }
}

function read(): { sort: Sort; folded: string[] } | null {
  try {
    const { sort, folded } = JSON.parse(localStorage.getItem(key) ?? '{}') as Record<
      string,
      unknown
    >;
    const isSort = typeof sort === 'string' && Object.hasOwn(sorts, sort);
    const ids = Array.isArray(folded) ? folded.filter((id) => typeof id === 'string') : [];
    return { sort: isSort ? (sort as Sort) : 'updated', folded: ids };
  } catch {
    return null; // Somebody else wrote there; the list begins as it does at first.
  }
}
