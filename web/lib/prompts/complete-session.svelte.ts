import type { Prompt, TokenLogprob } from '#shared/collections';
import type { MarkedText } from '#shared/prompt-fields';
import { AppError, toAppError } from '#shared/errors';
import type { RunState } from '#shared/run-events';
import type { Api } from '$lib/api/client';
import type { Placement } from '$lib/data/db';
import type { LastWord } from '$lib/data/last-words';
import { keepOutput } from '$lib/data/output-cache';
import type { Store } from '$lib/data/store';
import { endWords, outputOf } from '$lib/runs/run-end';
import type { RunPorts } from '$lib/runs/ports';
import { RunSession } from '$lib/runs/run.svelte';
import { enqueue, enqueueStarted, placeQueued } from '$lib/runs/queue';
import { keepStop } from '$lib/runs/stops';
import { getOutput, newPlacement, sourceOf } from '$lib/runs/runs';
import { marks } from './text-marks';
import type { Screen } from './text-screen';
import { branchCompletion, removeCompletion } from './text-completion';
import type * as probabilities from './text-probabilities';
import { TextSession } from './text-session.svelte';

export interface CompleteDeps {
  store: Store;
  api: Api;
  ports: RunPorts;
  /** Whether runs keep what the provider sends. */
  raw(): boolean;
  /** Resolves when what was chosen of the model and parameters is kept: a run is of that. */
  configured(): Promise<void>;
  create(text: MarkedText): Promise<Prompt>;
  oncreate(prompt: Prompt): void;
  draft(text: MarkedText): LastWord;
  after(ms: number, work: () => void): () => void;
  /** Somebody wants the model to go on from another token than the one it wrote. */
  onother(other: probabilities.OtherToken): void;
}

/** Fetched when somebody first asks for the colours. */
let layer: typeof probabilities | null = null;

/** One open prompt of kind `text`: its text, the run that writes into it, and what one can do. */
export class CompleteSession {
  readonly text: TextSession;
  /** The run that is live here, or the last one that was. */
  run = $state.raw<RunSession | null>(null);
  /** How the last run ended; `null` while none has, and while one is live. */
  ended = $state.raw<RunState | null>(null);
  /** What kept a run from starting. */
  problem = $state.raw<AppError | null>(null);
  /** What a screen reader hears: beginnings and ends, never tokens. */
  announcement = $state.raw('');
  starting = $state.raw(false);

  #deps: CompleteDeps;
  #screen: Screen;
  #coloured = false;

  constructor(
    deps: CompleteDeps,
    screen: Screen,
    prompt: Prompt | null,
    placement: Placement | null
  ) {
    this.#deps = deps;
    this.#screen = screen;
    const { store, create, oncreate, draft, after } = deps;
    this.text = new TextSession(
      {
        store,
        screen,
        create,
        oncreate,
        draft,
        after,
        onplacement: (found) => this.#found(found)
      },
      prompt,
      placement
    );
    if (placement) this.#follow(placement);
  }

  get live(): boolean {
    return this.starting || (this.run?.live ?? false);
  }

  /** Saves the text, writes down where the completion goes, and asks for it. */
  async start(): Promise<void> {
    if (this.live) return;
    this.starting = true;
    this.problem = null;
    this.ended = null;
    try {
      const { store, raw } = this.#deps;
      await this.#deps.configured();
      const placement = await this.text.place((prompt, text) =>
        newPlacement(store, prompt, text, raw())
      );
      this.#follow(placement);
    } catch (error) {
      this.problem = toAppError(error);
    } finally {
      this.starting = false;
    }
  }

  /** Saves the text and puts it in the queue, to be run when the server can be reached. */
  async queue(): Promise<void> {
    this.problem = null;
    try {
      await this.text.flush();
      if (this.text.save.error) throw this.text.save.error;
      await enqueue(this.#deps.store, this.text.promptId ?? '');
      this.announcement = queuedWords;
    } catch (error) {
      this.problem = toAppError(error);
    }
  }

  /** Nothing answers the run that was started: it waits in the queue instead. */
  async queueStarted(): Promise<void> {
    const { placement } = this.text;
    if (!placement || !(await enqueueStarted(this.#deps.store, placement))) return;
    await this.text.reconcile();
    this.announcement = queuedWords;
  }

  /** A run that waited in the queue has begun: where the text is still what it was made of, it goes in here. */
  async show(id: string): Promise<void> {
    if (this.live) return;
    const { store } = this.#deps;
    this.starting = true;
    try {
      this.#follow(
        await this.text.place((_prompt, text) => placeQueued(store, id, text), ['queuedRuns'])
      );
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

  /** Lets the display stand still, or go on; the run goes on either way. */
  togglePause(): void {
    if (this.run?.paused) this.run.resume();
    else this.run?.pause();
  }

  undo(): boolean {
    if (this.live) return false;
    this.ended = null;
    return removeCompletion(this.#screen);
  }

  /** Takes the latest completion away and asks for another one of the same text. */
  async regenerate(): Promise<void> {
    if (this.live) return;
    removeCompletion(this.#screen);
    await this.start();
  }

  /** Takes another token, and all that the run wrote after it away: as an edit that can be undone. */
  branch(other: probabilities.OtherToken): void {
    if (!this.live) branchCompletion(this.#screen, other);
  }

  /**
   * Puts a text in the place of all that stands, as one edit that can be undone. Answers the way back, one more
   * such edit, whatever was done since; it says whether something was, which goes with it.
   */
  put(text: MarkedText): () => boolean {
    if (this.live) return () => false;
    const before = this.#standing();
    this.text.replace(text);
    const { doc } = this.#screen.state;
    return () => {
      if (this.live) return false;
      const isChanged = !this.#screen.state.doc.eq(doc);
      this.text.replace(before);
      return isChanged;
    };
  }

  #standing(): MarkedText {
    const { state } = this.#screen;
    return { content: state.doc.toString(), spans: [...state.field(marks)] };
  }

  /** The person has read what went wrong. */
  dismiss(): void {
    this.problem = null;
    this.ended = null;
  }

  /** Colours the latest completion's tokens; answers false where the model gave no probabilities. Not while it comes. */
  async colour(on: boolean): Promise<boolean> {
    this.#coloured = on;
    const runId = this.text.lastRun;
    const tokens = on && runId ? await this.#tokensOf(runId) : null;
    if (tokens) layer ??= await import('./text-probabilities');
    // The answer of an older question must not undo a newer one.
    if (this.#coloured !== on) return true;
    const of = tokens && runId ? { runId, tokens } : null;
    layer?.colourTokens(this.#screen, of, (other) => this.#deps.onother(other));
    return !on || tokens !== null;
  }

  async close(): Promise<void> {
    this.run?.close();
    await this.text.dispose();
  }

  async #tokensOf(runId: string): Promise<readonly TokenLogprob[] | null> {
    if (this.run?.runId === runId) return this.run.state.logprobs;
    const { store, api } = this.#deps;
    return (await getOutput(store, api, runId)).logprobs;
  }

  #follow(placement: Placement): void {
    this.run?.close();
    this.ended = null;
    this.announcement = 'Generating.';
    this.run = new RunSession(this.#deps.ports, sourceOf(placement), {
      onrun: (runId) => void this.text.named(runId),
      onflush: (state) => this.text.write(state.text),
      onend: (state, complete) => void this.#end(state, complete),
      onunheard: (seen) => void this.#keepStop(placement, seen)
    });
  }

  async #keepStop({ idempotencyKey }: Placement, seen: number): Promise<void> {
    const { db, now } = this.#deps.store;
    const runId = this.run?.runId ?? null;
    await keepStop(db, { idempotencyKey, runId, seen, at: now() });
  }

  async #end(state: RunState, complete: boolean): Promise<void> {
    const runId = this.run?.runId ?? null;
    this.ended = state;
    this.announcement = endWords(words, state);
    // Without the server's word on it, nothing that stands on screen is taken away.
    await this.text.finish(complete ? state.text : null);
    if (runId === null || !complete) return;
    await keepOutput(this.#deps.store.db, outputOf(runId, state), this.text.promptId);
  }

  /** Another tab started a run of this prompt, or has brought ours to its end. */
  #found(placement: Placement | null): void {
    if (placement) this.#follow(placement);
    else this.run?.close();
  }
}

const queuedWords = 'Queued: it runs when the server can be reached.';
const words = { done: 'Complete.', stopped: 'Stopped.', failed: 'The run failed.' };
