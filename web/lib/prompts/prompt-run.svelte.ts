import type { PromptContent } from '#shared/collections';
import { AppError, toAppError } from '#shared/errors';
import type { RunState } from '#shared/run-events';
import type { Placement } from '$lib/data/db';
import { keepOutput } from '$lib/data/output-cache';
import type { Store } from '$lib/data/store';
import { transact } from '$lib/data/transact';
import type { RunPorts } from '$lib/runs/ports';
import { valuesOf } from '$lib/runs/prompt-values';
import { enqueueRequest, enqueueStarted, placeQueued } from '$lib/runs/queue';
import { RunSession } from '$lib/runs/run.svelte';
import { sourceOf } from '$lib/runs/runs';
import { keepStop } from '$lib/runs/stops';

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

/**
 * The run of one open prompt of kind `messages`. It is written down before it is sent, so that a reload
 * and another tab find it; the note goes when it has ended.
 */
export class PromptRun {
  /** The run that is live here, or the last one that was. */
  run = $state.raw<RunSession | null>(null);
  /** How the last run ended; `null` while none has, and while one is live. */
  ended = $state.raw<RunState | null>(null);
  /** What kept a run from starting. */
  problem = $state.raw<AppError | null>(null);
  starting = $state.raw(false);
  /** What a screen reader hears: beginnings and ends, never tokens. */
  announcement = $state.raw('');

  #deps: PromptRunDeps;
  #promptId: string;
  #placement: Placement | null = null;

  constructor(deps: PromptRunDeps, promptId: string, placement: Placement | null) {
    this.#deps = deps;
    this.#promptId = promptId;
    if (placement) this.#follow(placement);
  }

  get live(): boolean {
    return this.starting || (this.run?.live ?? false);
  }

  /** @param make saves what is asked, and answers it */
  async start(make: () => Promise<PromptRequest>): Promise<void> {
    if (this.live) return;
    this.starting = true;
    this.ended = null;
    await this.#trying(async () => this.#follow(await this.#place(await make())));
    this.starting = false;
  }

  /** Puts it in the queue, to be run when the server can be reached. */
  async queue(make: () => Promise<PromptRequest>): Promise<void> {
    await this.#trying(async () => {
      const { content, values } = await make();
      const request = { content, variableValues: valuesOf(content, values) };
      await enqueueRequest(this.#deps.store, this.#promptId, request);
      this.announcement = queuedWords;
    });
  }

  /** Nothing answers the run that was started: it waits in the queue instead. */
  async queueStarted(): Promise<void> {
    const placement = this.#placement;
    if (!placement || !(await enqueueStarted(this.#deps.store, placement))) return;
    this.run?.close();
    this.run = null;
    this.#placement = null;
    this.announcement = queuedWords;
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

  /** Keeps exactly what is on screen. */
  stop(): void {
    this.run?.stop();
  }

  togglePause(): void {
    if (this.run?.paused) this.run.resume();
    else this.run?.pause();
  }

  /** The person has read what went wrong. */
  dismiss(): void {
    this.problem = null;
    if (this.ended?.error) this.ended = { ...this.ended, error: null };
  }

  /** What stands on this device: another tab may have started a run, or brought ours to its end. */
  take(placement: Placement | null): void {
    if (this.starting || placement?.idempotencyKey === this.#placement?.idempotencyKey) return;
    // A run that ends there ends here too, by its own log.
    if (placement) this.#follow(placement);
  }

  close(): void {
    this.run?.close();
  }

  async #trying(work: () => Promise<void>): Promise<void> {
    this.problem = null;
    try {
      await work();
    } catch (error) {
      this.problem = toAppError(error);
    }
  }

  async #place({ content, values }: PromptRequest): Promise<Placement> {
    const { store, raw } = this.#deps;
    const variableValues = valuesOf(content, values);
    const placement: Placement = {
      promptId: this.#promptId,
      idempotencyKey: store.newId(),
      runId: null,
      request: { content, variableValues, ...(raw() ? { raw: true } : {}) },
      at: 0,
      consumed: 0,
      createdAt: store.now()
    };
    await transact(store.db, ['placements'], async () => {
      if (await store.db.placements.get(this.#promptId))
        throw new AppError('CONFLICT', { detail: 'A run of it is already live.' });
      await store.db.placements.put(placement);
    });
    return placement;
  }

  #follow(placement: Placement): void {
    this.run?.close();
    this.#placement = placement;
    this.ended = null;
    this.announcement = 'Generating.';
    const { db, now } = this.#deps.store;
    const { idempotencyKey } = placement;
    const isMine = (row: Placement) => row.idempotencyKey === idempotencyKey;
    const mine = () => db.placements.where({ promptId: this.#promptId }).filter(isMine);
    const run = new RunSession(this.#deps.ports, sourceOf(placement), {
      onrun: (runId) => void mine().modify({ runId }),
      onunheard: (seen) => void keepStop(db, { idempotencyKey, runId: run.runId, seen, at: now() }),
      onend: (state, complete) => void this.#end(run, state, complete, () => mine().delete())
    });
    this.run = run;
  }

  async #end(
    run: RunSession,
    state: RunState,
    complete: boolean,
    forget: () => PromiseLike<unknown>
  ): Promise<void> {
    if (this.run === run) {
      this.ended = state;
      this.announcement = endWords(state);
      this.#placement = null;
    }
    await forget();
    if (run.runId === null || !complete) return;
    const { text, reasoning, toolCalls, logprobs } = state;
    const output = { runId: run.runId, text, reasoning, toolCalls, logprobs };
    await keepOutput(this.#deps.store.db, output, this.#promptId);
  }
}

const queuedWords = 'Queued: it runs when the server can be reached.';

function endWords(state: RunState): string {
  if (state.status === 'failed') return 'The run failed. What came is kept.';
  if (state.status === 'stopped') return 'Stopped. What was on screen is kept.';
  return 'Complete.';
}
