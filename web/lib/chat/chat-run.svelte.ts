import type { PromptContent } from '#shared/collections';
import { AppError, toAppError } from '#shared/errors';
import type { RunState } from '#shared/run-events';
import type { Placement } from '$lib/data/db';
import { keepOutput } from '$lib/data/output-cache';
import type { Store } from '$lib/data/store';
import { transact } from '$lib/data/transact';
import type { RunPorts } from '$lib/runs/ports';
import { RunSession } from '$lib/runs/run.svelte';
import type { RunSource } from '$lib/runs/run.svelte';
import { keepStop } from '$lib/runs/stops';

export interface TurnRequest {
  content: PromptContent;
  /** The message that is answered. */
  messageId: string;
}

interface Deps {
  store: Store;
  ports: RunPorts;
  conversationId: string;
  /** Nothing of it is written down, here or on the server. */
  isTemporary: boolean;
  /** A run has ended; before the screen lets go of its text. */
  onanswer(answer: { runId: string; messageId: string; state: RunState }): void;
}

/** After this the server has forgotten the key, and to ask again would be another run. */
const keyLivesMs = 23 * 60 * 60 * 1000;

/**
 * The run of one open conversation. It is written down before it is sent, so that a reload and another tab
 * find it; the note goes when it has ended. One that another device began is followed by its id.
 */
export class ChatRun {
  run = $state.raw<RunSession | null>(null);
  /** The message the run answers. */
  messageId = $state.raw<string | null>(null);
  /** How the last run ended; `null` while none has, and while one is live. */
  ended = $state.raw<RunState | null>(null);
  /** What kept a run from starting. */
  problem = $state.raw<AppError | null>(null);
  starting = $state.raw(false);
  /** What a screen reader hears: beginnings and ends, never tokens. */
  announcement = $state.raw('');

  #deps: Deps;
  #key: string | null = null;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  get live(): boolean {
    return this.starting || (this.run?.live ?? false);
  }

  /** @param make saves what is asked, and answers it */
  async start(make: () => Promise<TurnRequest>): Promise<void> {
    if (this.live) return;
    this.starting = true;
    this.problem = null;
    this.ended = null;
    try {
      const { content, messageId } = await make();
      const placement = this.#placementOf(content, messageId);
      if (!this.#deps.isTemporary) await this.#place(placement);
      this.#follow(placement);
    } catch (error) {
      this.problem = toAppError(error);
    }
    this.starting = false;
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

  /** What stands on this device: another tab may have begun a run, or ours may be from before a reload. */
  take(placement: Placement | null): void {
    if (this.starting || !placement || placement.idempotencyKey === this.#key) return;
    const isStale = this.#deps.store.now() - placement.createdAt > keyLivesMs;
    if (isStale) void this.#forget(placement.idempotencyKey);
    else this.#follow(placement);
  }

  /** A run that another device began here. */
  watch(runId: string, messageId: string): void {
    if (this.live || this.run?.runId === runId) return;
    this.#key = null;
    this.#open({ runId, start: null }, messageId);
  }

  close(): void {
    this.run?.close();
  }

  #placementOf(content: PromptContent, messageId: string): Placement {
    const { store, conversationId, isTemporary } = this.#deps;
    const turn = isTemporary ? { store: false } : { conversationId, messageId };
    return {
      ...{
        promptId: conversationId,
        idempotencyKey: store.newId(),
        runId: null,
        at: 0,
        consumed: 0
      },
      request: { content, ...turn },
      createdAt: store.now(),
      messageId
    };
  }

  async #place(placement: Placement): Promise<void> {
    const { db } = this.#deps.store;
    await transact(db, ['placements'], async () => {
      if (await db.placements.get(placement.promptId))
        throw new AppError('CONFLICT', { detail: 'An answer is being written already.' });
      await db.placements.put(placement);
    });
  }

  #forget(key: string): PromiseLike<unknown> {
    const { db } = this.#deps.store;
    return db.placements
      .where({ promptId: this.#deps.conversationId })
      .filter(({ idempotencyKey }) => idempotencyKey === key)
      .delete();
  }

  #follow(placement: Placement): void {
    const { idempotencyKey, runId, request, messageId } = placement;
    this.#key = idempotencyKey;
    const start = { path: '/v1/runs', idempotencyKey, body: request };
    this.#open({ runId, start }, messageId ?? '');
  }

  #open(source: RunSource, messageId: string): void {
    this.run?.close();
    this.ended = null;
    this.messageId = messageId;
    this.announcement = 'Generating.';
    const { store, isTemporary, conversationId } = this.#deps;
    const { db, now } = store;
    const key = source.start?.idempotencyKey ?? null;
    const isMine = ({ idempotencyKey }: Placement) => idempotencyKey === key;
    const mine = () => db.placements.where({ promptId: conversationId }).filter(isMine);
    const run = new RunSession(this.#deps.ports, source, {
      onrun: (runId) => {
        if (!isTemporary) void mine().modify({ runId });
      },
      onunheard: (seen) => {
        if (!isTemporary)
          void keepStop(db, { idempotencyKey: key, runId: run.runId, seen, at: now() });
      },
      onend: (state, complete) => void this.#end(run, messageId, state, complete)
    });
    this.run = run;
  }

  async #end(
    run: RunSession,
    messageId: string,
    state: RunState,
    complete: boolean
  ): Promise<void> {
    const { store, isTemporary, onanswer } = this.#deps;
    const key = this.#key;
    if (this.run === run) {
      if (run.runId !== null) onanswer({ runId: run.runId, messageId, state });
      this.ended = state;
      this.announcement = endWords(state);
      this.#key = null;
    }
    if (isTemporary) return;
    if (key !== null) await this.#forget(key);
    if (run.runId === null || !complete) return;
    const { text, reasoning, toolCalls, logprobs } = state;
    await keepOutput(store.db, { runId: run.runId, text, reasoning, toolCalls, logprobs }, null);
  }
}

function endWords(state: RunState): string {
  if (state.status === 'failed') return 'The answer failed. What came is kept.';
  if (state.status === 'stopped') return 'Stopped. What was on screen is kept.';
  return 'Answer complete.';
}
