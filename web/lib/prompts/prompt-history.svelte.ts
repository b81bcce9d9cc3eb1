import type { ChangeSet } from '@codemirror/state';
import type { FieldText } from './field-text.svelte';

/** Fields of one record, before and after a person's change of them. */
export interface RowChange {
  collection: 'prompts' | 'promptMessages';
  id: string;
  before: Record<string, unknown>;
  after: Record<string, unknown>;
}

/** What takes one act back: changes of texts, which begin where the text stands, and of records. */
export interface Step {
  texts: { field: FieldText; change: ChangeSet }[];
  rows: RowChange[];
  /** Acts of one kind that follow each other closely are one step; `null` stands alone. */
  kind: string | null;
  /** Milliseconds since the epoch. */
  at: number;
}

const depth = 300;
/** How closely, in ms. */
const close = 700;

/**
 * What a person did at one screen, for undo and redo. What others do in between moves the steps along
 * and is never taken back by them.
 */
export class PromptHistory {
  #past = $state.raw<Step[]>([]);
  #future = $state.raw<Step[]>([]);
  #acts = 0;

  get canUndo(): boolean {
    return this.#past.length > 0;
  }

  get canRedo(): boolean {
    return this.#future.length > 0;
  }

  /** A new number with everything that was done, taken back or done again. */
  get acts(): number {
    return this.#acts;
  }

  /** @param room the text it made room for: what was typed there meanwhile came after it */
  did(step: Step, room: FieldText | null = null): void {
    this.#acts += 1;
    this.#future = [];
    const since = this.#past.findIndex(({ texts }) => texts.some(({ field }) => field === room));
    if (since !== -1) {
      this.#past = this.#past.toSpliced(since, 0, step).slice(-depth);
      return;
    }
    const last = this.#past.at(-1);
    if (last && step.kind !== null && last.kind === step.kind && step.at - last.at < close) {
      this.#past = [...this.#past.slice(0, -1), joined(last, step)];
    } else this.#past = [...this.#past, step].slice(-depth);
  }

  /** The next one begins a step of its own. */
  pause(): void {
    const last = this.#past.at(-1);
    if (last) this.#past = [...this.#past.slice(0, -1), { ...last, kind: null }];
  }

  /**
   * Takes the last step back (or forth) of which something still stands.
   * @param takeBack answers what would bring it again; `null` where nothing of it stands any more
   * @returns whether there was one
   */
  async turn(
    way: 'undo' | 'redo',
    takeBack: (step: Step) => Promise<Step | null>
  ): Promise<boolean> {
    for (;;) {
      const step = (way === 'undo' ? this.#past : this.#future).at(-1);
      if (!step) return false;
      if (way === 'undo') this.#past = this.#past.slice(0, -1);
      else this.#future = this.#future.slice(0, -1);
      const inverse = await takeBack(step);
      if (!inverse) continue;
      this.#acts += 1;
      if (way === 'undo') this.#future = [...this.#future, inverse];
      else this.#past = [...this.#past, inverse];
      return true;
    }
  }

  /** Another one changed this text. */
  moved(field: FieldText, change: ChangeSet): void {
    this.#past = rebased(this.#past, field, change);
    this.#future = rebased(this.#future, field, change);
  }
}

function joined(earlier: Step, later: Step): Step {
  const texts = [...earlier.texts];
  for (const one of later.texts) {
    const at = texts.findIndex(({ field }) => field === one.field);
    const there = texts[at];
    if (there) texts[at] = { field: one.field, change: one.change.compose(there.change) };
    else texts.push(one);
  }
  const rows = [...earlier.rows];
  for (const one of later.rows) {
    const at = rows.findIndex(({ id }) => id === one.id);
    const there = rows[at];
    if (there)
      rows[at] = {
        ...there,
        before: { ...one.before, ...there.before },
        after: { ...there.after, ...one.after }
      };
    else rows.push(one);
  }
  return { ...later, texts, rows };
}

function rebased(steps: Step[], field: FieldText, change: ChangeSet): Step[] {
  let moving = change;
  const moved = [...steps];
  for (let index = moved.length - 1; index >= 0; index--) {
    const step = moved[index];
    if (!step?.texts.some((one) => one.field === field)) continue;
    const texts = step.texts.map((one) => {
      if (one.field !== field) return one;
      const next = { field, change: one.change.map(moving) };
      moving = moving.map(one.change, true);
      return next;
    });
    moved[index] = { ...step, texts };
  }
  return moved;
}
