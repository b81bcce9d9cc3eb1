import { AppError, isErrorCode } from '#shared/errors';
import type { PromptContent } from '#shared/prompt-fields';
import type { RunState } from '#shared/run-events';
import type { RunPorts } from '$lib/runs/ports';
import { RunSession } from '$lib/runs/run.svelte';
import type { RunSource } from '$lib/runs/run.svelte';

interface Deps {
  ports: RunPorts;
  newId: () => string;
}

/**
 * A call of the conversation's model beside the conversation, for something that is kept elsewhere: nothing is
 * written down of the call itself but what it cost.
 */
export class SideRun {
  run = $state.raw<RunSession | null>(null);
  #deps: Deps;

  constructor({ ports, newId }: Deps) {
    // What is not stored is in nobody's stream: it has a connection of its own.
    this.#deps = { ports: { ...ports, feed: null }, newId };
  }

  get live(): boolean {
    return this.run?.live ?? false;
  }

  /**
   * Resolves with what was written, `null` if it was stopped.
   * @param onrun told the run's id, by which it can be joined while the server knows of it
   * @throws AppError what it failed with
   */
  ask(content: PromptContent, onrun?: (runId: string) => void): Promise<RunState | null> {
    const body = { content, store: false };
    const start = { path: '/v1/runs', idempotencyKey: this.#deps.newId(), body };
    return this.#follow({ runId: null, start }, onrun);
  }

  /** The rest of a call that was begun before, or elsewhere; as `ask`. */
  join(runId: string): Promise<RunState | null> {
    return this.#follow({ runId, start: null });
  }

  #follow(source: RunSource, onrun?: (runId: string) => void): Promise<RunState | null> {
    if (this.live) return Promise.reject(new AppError('CONFLICT'));
    return new Promise((resolve, reject) => {
      this.run = new RunSession(this.#deps.ports, source, {
        ...(onrun && { onrun }),
        onend(state) {
          if (state.status === 'stopped') return resolve(null);
          if (state.error) return reject(failureOf(state.error));
          resolve(state);
        }
      });
    });
  }

  stop(): void {
    this.run?.stop();
  }

  close(): void {
    this.run?.stop();
    this.run?.close();
  }
}

function failureOf({ code, message, detail }: NonNullable<RunState['error']>): AppError {
  return new AppError(isErrorCode(code) ? code : 'INTERNAL', { detail: detail ?? message });
}
