import type { Prompt } from '#shared/collections';
import { sampleModelId } from '#shared/model-config';
import type { ModelConfig } from '#shared/model-config';
import type { Store } from '$lib/data/store';
import { editConfig } from '$lib/models/edit-config';
import { startingConfig } from './prompts';

/** The model and the parameters of a text, also of one whose record is yet to be made. */
export class CompleteConfig {
  /** What a new prompt would begin with; once there is a record, that says it. */
  draft: ModelConfig = $state.raw({ model: sampleModelId });
  readonly #store: Store;
  readonly #ready: Promise<void>;
  #made: Promise<Prompt> | null;
  #changing: Promise<unknown> = Promise.resolve();

  constructor(store: Store, prompt: Prompt | null, projectId: string | null) {
    this.#store = store;
    this.#made = prompt && Promise.resolve(prompt);
    this.#ready = prompt
      ? Promise.resolve()
      : startingConfig(store, projectId).then((config) => void (this.draft = config));
  }

  /** Makes the record with what is chosen by then; what is chosen while it is being made becomes its first edit. */
  async make(create: (config: ModelConfig) => Promise<Prompt>): Promise<Prompt> {
    await this.#ready;
    this.#made = create(this.draft);
    try {
      return await this.#made;
    } catch (error) {
      this.#made = null;
      throw error;
    }
  }

  change(change: (before: ModelConfig) => ModelConfig): Promise<void> {
    const work = this.#change(change);
    // Whoever changed it hears of a failure.
    this.#changing = Promise.allSettled([this.#changing, work]);
    return work;
  }

  /** Resolves when every change that was begun is kept, or could not be. */
  async settled(): Promise<void> {
    await this.#changing;
  }

  async #change(change: (before: ModelConfig) => ModelConfig): Promise<void> {
    await this.#ready;
    this.draft = change(this.draft);
    // Where it cannot be made, `make` says so, and the draft waits for the next time.
    const made = await this.#made?.catch(() => null);
    if (made) await editConfig(this.#store, 'prompts', made.id, change);
  }
}
