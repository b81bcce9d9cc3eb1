import type { PromptContent } from '#shared/prompt-fields';
import { AppError } from '#shared/errors';
import type { Placement } from '$lib/data/db';
import type { Store } from '$lib/data/store';
import { transact } from '$lib/data/transact';
import { PlacedRun } from '$lib/runs/placed-run.svelte';
import type { RunPorts } from '$lib/runs/ports';
import { valuesOf } from '$lib/runs/prompt-values';
import { enqueueRequest, enqueueStarted, placeQueued } from '$lib/runs/queue';
import { sourceOf } from '$lib/runs/runs';

export interface PromptRunDeps {
  store: Store;
  ports: RunPorts;
  /** Whether runs keep what the provider sends. */
  raw(): boolean;
}

/** What is asked. */
export interface PromptRequest {
  content: PromptContent;
  values: Record<string, unknown>;
}

const words = {
  begun: 'Generating.',
  done: 'Complete.',
  stopped: 'Stopped.',
  failed: 'The run failed.',
  busy: 'A run of it is already live.'
};
const queuedWords = 'Queued: it runs when the server can be reached.';

/** The run of one open prompt of kind `messages`. */
export class PromptRun extends PlacedRun {
  #deps: PromptRunDeps;
  #promptId: string;
  #placement: Placement | null = null;

  constructor(deps: PromptRunDeps, promptId: string, placement: Placement | null) {
    super({ store: deps.store, ports: deps.ports, ownerId: promptId, words });
    this.#deps = deps;
    this.#promptId = promptId;
    if (placement) this.#follow(placement);
  }

  /** @param make saves what is asked, and answers it */
  start(make: () => Promise<PromptRequest>): Promise<void> {
    return this.begin(async () => {
      const placement = this.#placementOf(await make());
      await this.writeDown(placement);
      this.#follow(placement);
    });
  }

  /** Puts it in the queue, to be run when the server can be reached. */
  queue(make: () => Promise<PromptRequest>): Promise<void> {
    return this.trying(async () => {
      const { content, values } = await make();
      const request = { content, variableValues: valuesOf(content, values) };
      await enqueueRequest(this.#deps.store, this.#promptId, request);
      this.announcement = queuedWords;
    });
  }

  /** Nothing answers the run that was started: it waits in the queue instead. */
  async queueStarted(): Promise<void> {
    const placement = this.key === null ? null : this.#placement;
    if (placement && (await enqueueStarted(this.#deps.store, placement))) this.letGo(queuedWords);
  }

  /** A run that waited in the queue has begun: it is shown here. */
  async show(id: string): Promise<void> {
    if (this.live) return;
    const { store } = this.#deps;
    this.starting = true;
    try {
      const placement = await transact(store.db, ['placements', 'queuedRuns'], async () => {
        if (await store.db.placements.get(this.#promptId)) throw new AppError('CONFLICT');
        const found = await placeQueued(store, id, '');
        await store.db.placements.put(found);
        return found;
      });
      this.#follow(placement);
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'CONFLICT') throw error;
    } finally {
      this.starting = false;
    }
  }

  /** What stands on this device: another tab may have started a run, or brought ours to its end. */
  take(placement: Placement | null): void {
    if (this.starting || (placement?.idempotencyKey ?? null) === this.key) return;
    // A run that ends there ends here too, by its own log.
    if (placement) this.#follow(placement);
  }

  #placementOf({ content, values }: PromptRequest): Placement {
    const { store, raw } = this.#deps;
    const variableValues = valuesOf(content, values);
    return {
      promptId: this.#promptId,
      idempotencyKey: store.newId(),
      runId: null,
      request: { content, variableValues, ...(raw() ? { raw: true } : {}) },
      at: 0,
      consumed: 0,
      createdAt: store.now()
    };
  }

  #follow(placement: Placement): void {
    this.#placement = placement;
    this.open({ source: sourceOf(placement), keeps: { promptId: this.#promptId } });
  }
}
