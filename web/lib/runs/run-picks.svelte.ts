/** How many runs can be compared at once: more columns than that cannot be read. */
export const mostCompared = 4;

/** Runs that were picked in a list, in the order of picking. */
export class RunPicks {
  #ids = $state.raw<readonly string[]>([]);
  #told: ((ids: readonly string[]) => void) | undefined;

  /** @param told hears of each change. */
  constructor(ids: readonly string[] = [], told?: (ids: readonly string[]) => void) {
    this.#ids = ids;
    this.#told = told;
  }

  get ids(): readonly string[] {
    return this.#ids;
  }

  has(id: string): boolean {
    return this.#ids.includes(id);
  }

  /** Picks it, or gives it up again. False: there are as many as can be compared. */
  toggle(id: string): boolean {
    if (this.has(id)) return this.set(this.#ids.filter((each) => each !== id));
    return this.#ids.length < mostCompared && this.set([...this.#ids, id]);
  }

  /** Others are picked somewhere else already. */
  show(ids: readonly string[]): void {
    this.#ids = ids;
  }

  set(ids: readonly string[]): true {
    this.show(ids);
    this.#told?.(ids);
    return true;
  }
}
