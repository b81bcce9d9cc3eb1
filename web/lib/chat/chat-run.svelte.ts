import type { PromptContent } from '#shared/prompt-fields';
import type { RunState } from '#shared/run-events';
import type { Placement } from '$lib/data/db';
import type { Store } from '$lib/data/store';
import { PlacedRun } from '$lib/runs/placed-run.svelte';
import type { RunPorts } from '$lib/runs/ports';
import type { RunSource } from '$lib/runs/run.svelte';

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

const words = {
  begun: 'Generating.',
  done: 'Answer complete.',
  stopped: 'Stopped.',
  failed: 'The answer failed.',
  busy: 'An answer is being written already.'
};

/** After this the server has forgotten the key, and to ask again would be another run. */
const keyLivesMs = 23 * 60 * 60 * 1000;

/** The run of one open conversation. One that another device began is followed by its id. */
export class ChatRun extends PlacedRun {
  /** The message the run answers. */
  messageId = $state.raw<string | null>(null);

  #deps: Deps;

  constructor(deps: Deps) {
    super({ store: deps.store, ports: deps.ports, ownerId: deps.conversationId, words });
    this.#deps = deps;
  }

  /** @param make saves what is asked, and answers it */
  start(make: () => Promise<TurnRequest>): Promise<void> {
    return this.begin(async () => {
      const { content, messageId } = await make();
      const placement = this.#placementOf(content, messageId);
      if (!this.#deps.isTemporary) await this.writeDown(placement);
      this.#follow(placement);
    });
  }

  /** What stands on this device: another tab may have begun a run, or ours may be from before a reload. */
  take(placement: Placement | null): void {
    if (this.starting || !placement || placement.idempotencyKey === this.key) return;
    const isStale = this.#deps.store.now() - placement.createdAt > keyLivesMs;
    if (isStale) void this.forget(placement.idempotencyKey);
    else this.#follow(placement);
  }

  /** A run that another device began here. */
  watch(runId: string, messageId: string): void {
    if (this.live || this.run?.runId === runId) return;
    this.#show({ runId, start: null }, messageId);
  }

  #placementOf(content: PromptContent, messageId: string): Placement {
    const { store, conversationId, isTemporary } = this.#deps;
    const turn = isTemporary ? { store: false } : { conversationId, messageId };
    return {
      promptId: conversationId,
      messageId,
      idempotencyKey: store.newId(),
      runId: null,
      request: { content, ...turn },
      at: 0,
      consumed: 0,
      createdAt: store.now()
    };
  }

  #follow({ idempotencyKey, runId, request, messageId }: Placement): void {
    const start = { path: '/v1/runs', idempotencyKey, body: request };
    this.#show({ runId, start }, messageId ?? '');
  }

  #show(source: RunSource, messageId: string): void {
    this.messageId = messageId;
    const { isTemporary, onanswer } = this.#deps;
    this.open({
      source,
      keeps: isTemporary ? null : { promptId: null },
      onend: ({ runId }, state) => {
        if (runId !== null) onanswer({ runId, messageId, state });
      }
    });
  }
}
