import type { ChangeSet } from '@codemirror/state';
import type { PromptMessage } from '#shared/collections';
import { toAppError } from '#shared/errors';
import type { LastWord } from '$lib/data/last-words';
import type { Store } from '$lib/data/store';
import { FieldText } from './field-text.svelte';
import { makePrompt, newPromptWords } from './prompt-records';
import type { PromptRecords } from './prompt-records';
import type { SaveState } from './text-session.svelte';

interface Deps {
  store: Store;
  /** Runs `work` after so many milliseconds; the answer calls it off. */
  after(ms: number, work: () => void): () => void;
  /** Saves in turn with everything else that is done to the prompt. */
  flush(): Promise<void>;
  /** A text was changed elsewhere. */
  onmoved(text: FieldText, change: ChangeSet): void;
  /** Whether the record it belongs to is still on its way to the disk. */
  isComing(id: string): boolean;
  /** A new prompt's records are on disk now. */
  onmade?(id: string): void;
}

/** Quiet time before typed text is saved, and before a failed save is tried again, in ms. */
const quiet = 300;
const again = 5000;

/** The texts of one open prompt between the screen and this device's disk. A new prompt is made with its first change. */
export class SavedTexts {
  state = $state.raw<SaveState>({ phase: 'saved', savedAt: null, error: null });
  /** Nothing of the prompt is on disk yet. */
  isNew = $state.raw(false);
  readonly system: FieldText;

  #deps: Deps;
  #unmade: PromptRecords | null;
  #texts: Record<string, FieldText> = {};
  #callOff: (() => void) | null = null;
  #closed = false;

  constructor(deps: Deps, records: PromptRecords) {
    const { prompt, isNew = false } = records;
    this.#deps = deps;
    this.#unmade = isNew ? records : null;
    this.isNew = isNew;
    if (!isNew) this.state = { ...this.state, savedAt: prompt.updatedAt };
    const place = { collection: 'prompts', id: prompt.id, field: 'systemPrompt' } as const;
    this.system = this.#watch(new FieldText(place, prompt.systemPrompt));
  }

  get dirty(): boolean {
    return this.#all().some(({ dirty }) => dirty);
  }

  /** The text of a message on screen. */
  of(row: Pick<PromptMessage, 'id' | 'text'>): FieldText {
    return (this.#texts[row.id] ??= this.#watch(
      new FieldText({ collection: 'promptMessages', id: row.id, field: 'text' }, row.text)
    ));
  }

  /** The record of a text could not be made. */
  forget(id: string): void {
    delete this.#texts[id];
  }

  /** No save waits any more: one is made now. */
  callOff(): void {
    this.#callOff?.();
    this.#callOff = null;
  }

  /** `state` says whether it could be saved. */
  async save(): Promise<void> {
    if (!this.dirty) return;
    this.state = { ...this.state, phase: 'saving', error: null };
    try {
      await this.make();
      for (const text of this.#all())
        if (text.dirty && !this.#deps.isComing(text.place.id)) await text.save(this.#deps.store);
      this.state = { phase: 'saved', savedAt: this.#deps.store.now(), error: null };
    } catch (error) {
      this.state = { ...this.state, phase: 'failed', error: toAppError(error) };
      if (!this.#closed) this.#callOff = this.#deps.after(again, () => void this.#deps.flush());
    }
  }

  /** Writes a new prompt's records down. Rejects where the device would not take them. */
  async make(): Promise<void> {
    if (!this.#unmade) return;
    const { id } = this.#unmade.prompt;
    await makePrompt(this.#deps.store, this.#unmade);
    this.#unmade = null;
    this.isNew = false;
    this.#deps.onmade?.(id);
  }

  /** What would be lost if the page died now. */
  lastWords(): LastWord[] {
    const unmade = this.#unmade;
    if (!unmade) return this.#all().flatMap((text) => text.lastWord() ?? []);
    return this.dirty ? newPromptWords(unmade, this.system.text, (row) => this.of(row).text) : [];
  }

  close(): void {
    this.#closed = true;
  }

  #all(): FieldText[] {
    return [this.system, ...Object.values(this.#texts)];
  }

  #watch(text: FieldText): FieldText {
    text.listen((change, source) => {
      if (source === 'elsewhere') return this.#deps.onmoved(text, change);
      if (this.state.phase === 'saved') this.state = { ...this.state, phase: 'waiting' };
      this.#callOff?.();
      // A new prompt's first key makes it: it appears in the list and gets its address.
      this.#callOff = this.#deps.after(this.isNew ? 0 : quiet, () => void this.#deps.flush());
    });
    return text;
  }
}
