/**
 * A value that a form changes now and that is saved a little later. While anything is being saved the form
 * shows its own, so that what comes back of a first change never takes a second one away.
 */
export class Ahead<Value> {
  readonly #saved: () => Value;
  #own = $state.raw<{ value: Value } | null>(null);
  #saving = 0;

  /** `saved` reads what is saved, as everybody sees it. */
  constructor(saved: () => Value) {
    this.#saved = saved;
  }

  get current(): Value {
    return this.#own ? this.#own.value : this.#saved();
  }

  /** Shows `value` at once. `save` is done when `saved` reads it; where it fails, what is saved is shown. */
  async change(value: Value, save: () => Promise<void>): Promise<void> {
    this.#own = { value };
    this.#saving += 1;
    try {
      await save();
    } finally {
      this.#saving -= 1;
      if (this.#saving === 0) this.#own = null;
    }
  }
}
