import { AppError, toAppError } from '#shared/errors';
import type { RunState } from '#shared/run-events';
import type { Placement } from '$lib/data/db';
import { keepOutput } from '$lib/data/output-cache';
import type { Store } from '$lib/data/store';
import { transact } from '$lib/data/transact';
import { endWords, outputOf } from './run-end';
import type { EndWords } from './run-end';
import type { RunPorts } from './ports';
import { RunSession } from './run.svelte';
import type { RunSource } from './run.svelte';
import { keepStop } from './stops';

/** What a screen reader hears: beginnings and ends, never tokens. */
export interface RunWords extends EndWords {
  begun: string;
  /** Why a second run cannot start. */
  busy: string;
}

interface Place {
  store: Store;
  ports: RunPorts;
  /** The prompt or conversation the run belongs to: one live run each. */
  ownerId: string;
  words: RunWords;
}

interface Opening {
  source: RunSource;
  /** Whether its answer may be kept on this device, and for which prompt. */
  keeps: { promptId: string | null } | null;
  /** It has ended; before the screen lets go of its text. */
  onend?(run: RunSession, state: RunState): void;
}

/**
 * The run of what is open on a screen. It is written down before it is sent, so that a reload and another
 * tab find it; the note goes when it has ended.
 */
export class PlacedRun {
  /** The run that is live here, or the last one that was. */
  run = $state.raw<RunSession | null>(null);
  /** How the last run ended; `null` while none has, and while one is live. */
  ended = $state.raw<RunState | null>(null);
  /** What kept a run from starting. */
  problem = $state.raw<AppError | null>(null);
  starting = $state.raw(false);
  announcement = $state.raw('');

  /** Under which the run shown was asked for; `null` once it has ended, and if another device asked. */
  protected key: string | null = null;
  #place: Place;

  constructor(place: Place) {
    this.#place = place;
  }

  get live(): boolean {
    return this.starting || (this.run?.live ?? false);
  }

  /** Why there is no answer, or only the beginning of one, until that is dismissed. */
  get failure(): { code: string; message: string; detail: string | null } | null {
    if (!this.problem) return this.ended?.error ?? null;
    const { code, message, detail = null } = this.problem;
    return { code, message, detail };
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

  close(): void {
    this.run?.close();
  }

  /** Begins what `work` opens, unless a run is live; what it throws is shown as the problem. */
  protected async begin(work: () => Promise<void>): Promise<void> {
    if (this.live) return;
    this.starting = true;
    this.ended = null;
    await this.trying(work);
    this.starting = false;
  }

  protected async trying(work: () => Promise<void>): Promise<void> {
    this.problem = null;
    try {
      await work();
    } catch (error) {
      this.problem = toAppError(error);
    }
  }

  /** Writes down what is about to be sent. @throws AppError CONFLICT if a run is live in another tab */
  protected async writeDown(placement: Placement): Promise<void> {
    const { store, ownerId, words } = this.#place;
    await transact(store.db, ['placements'], async () => {
      if (await store.db.placements.get(ownerId))
        throw new AppError('CONFLICT', { detail: words.busy });
      await store.db.placements.put(placement);
    });
  }

  protected forget(key: string): PromiseLike<unknown> {
    return this.#noteOf(key).delete();
  }

  /** Shows a run from now on, instead of the one that was shown. */
  protected open({ source, keeps, onend }: Opening): void {
    this.run?.close();
    this.ended = null;
    const { store, ports, words } = this.#place;
    const key = source.start?.idempotencyKey ?? null;
    this.key = key;
    this.announcement = words.begun;
    const run = new RunSession(ports, source, {
      onrun: (runId) => {
        if (keeps && key !== null) void this.#noteOf(key).modify({ runId });
      },
      onunheard: (seen) => {
        const stop = { idempotencyKey: key, runId: run.runId, seen, at: store.now() };
        if (keeps) void keepStop(store.db, stop);
      },
      onend: (state, isComplete) => {
        if (this.run === run) {
          onend?.(run, state);
          this.ended = state;
          this.announcement = endWords(words, state);
          this.key = null;
        }
        if (keeps) void this.#settle(run, key, isComplete ? state : null, keeps.promptId);
      }
    });
    this.run = run;
  }

  /** Lets go of a run that waits elsewhere from now on. */
  protected letGo(words: string): void {
    this.run?.close();
    this.run = null;
    this.key = null;
    this.announcement = words;
  }

  async #settle(
    run: RunSession,
    key: string | null,
    state: RunState | null,
    promptId: string | null
  ): Promise<void> {
    if (key !== null) await this.forget(key);
    if (run.runId === null || !state) return;
    await keepOutput(this.#place.store.db, outputOf(run.runId, state), promptId);
  }

  /** Another tab may have put a note of its own in the place of this one. */
  #noteOf(key: string) {
    const { store, ownerId } = this.#place;
    const isMine = ({ idempotencyKey }: Placement) => idempotencyKey === key;
    return store.db.placements.where({ promptId: ownerId }).filter(isMine);
  }
}
