import { idSet, withId, type IdSet } from './id-set';

/** Which prompts of the list are selected, for acts on many at once. */
export class ListSelection {
  #ids = $state.raw<IdSet>(idSet());
  /** Where a range begins. */
  #anchor: string | null = null;

  get ids(): IdSet {
    return this.#ids;
  }

  get size(): number {
    return this.#ids.size;
  }

  has(id: string): boolean {
    return this.#ids.has(id);
  }

  clear() {
    if (this.#ids.size > 0) this.#ids = idSet();
  }

  /** `from`: what the selection begins with, so that the open prompt is part of it. */
  toggle(id: string, from: string | null = null) {
    const isFirst = this.#ids.size === 0 && from !== null && from !== id;
    const before = isFirst ? idSet([from]) : this.#ids;
    this.#anchor = id;
    this.#ids = withId(before, id, !before.has(id));
  }

  /** Everything between where one began and `id`, in the order shown. */
  extend(id: string, order: readonly string[], from: string | null = null) {
    const start =
      this.#anchor !== null && order.includes(this.#anchor) ? this.#anchor : (from ?? id);
    this.#anchor = start;
    const [a, b] = [order.indexOf(start), order.indexOf(id)];
    if (b < 0) return;
    const range = order.slice(Math.min(a < 0 ? b : a, b), Math.max(a, b) + 1);
    this.#ids = idSet(range);
  }

  all(order: readonly string[]) {
    this.#ids = idSet(order);
  }

  /** Forgets what is not there any more. */
  keep(living: ReadonlySet<string>) {
    const kept = [...this.#ids].filter((id) => living.has(id));
    if (kept.length !== this.#ids.size) this.#ids = idSet(kept);
  }
}
