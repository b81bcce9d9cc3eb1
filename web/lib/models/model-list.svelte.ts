import { createContext } from 'svelte';
import { createSubscriber } from 'svelte/reactivity';
import { type AppError, toAppError } from '#shared/errors';
import { splitModelId } from '#shared/model-config';
import type { ModelInfo } from '#shared/models';
import type { Api } from '$lib/api/client';
import type { Store } from '$lib/data/store';
import { groupModels, modelAnswerSchema, type ModelAnswer } from './model-answer';

const cacheKey = 'models';
/** A connection that is still being asked is looked at again after so many milliseconds. */
const againMs = 1500;
const roundsOfChecking = 20;

interface Deps {
  api: Pick<Api, 'get'>;
  db: Pick<Store['db'], 'kv'>;
}

/**
 * The models one can choose from. The last answer is kept on this device, so that the panel works
 * offline; it is asked for again when one looks, comes back to the window, or gets the network back.
 */
export class ModelList {
  #deps: Deps;
  #answer = $state.raw<ModelAnswer | null>(null);
  #error = $state.raw<AppError | null>(null);
  #refreshing = $state(false);
  #subscribe = createSubscriber(() => this.#follow());
  #groups = $derived(this.#answer ? groupModels(this.#answer) : []);
  #checks = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  /** By connection, in the server's order. */
  get groups() {
    this.#subscribe();
    return this.#groups;
  }

  /** Whether there is anything to choose from yet. */
  get loaded(): boolean {
    this.#subscribe();
    return this.#answer !== null;
  }

  /** Why the list could not be refreshed; what was there stays. */
  get error(): AppError | null {
    this.#subscribe();
    return this.#error;
  }

  get refreshing(): boolean {
    return this.#refreshing;
  }

  get(id: string | null | undefined): ModelInfo | null {
    this.#subscribe();
    return this.#answer?.items.find((model) => model.id === id) ?? null;
  }

  /** Whether there is a connection for this model, offered or not; `null` while that is not known. */
  connects(id: string | null): boolean | null {
    if (id === null || !this.loaded) return null;
    const { connectionId } = splitModelId(id);
    return this.groups.some((group) => group.connectionId === connectionId);
  }

  /** Asks the server; `thoroughly` has it ask every connection again. Never rejects: see `error`. */
  async refresh(thoroughly = false): Promise<void> {
    if (this.#refreshing) return;
    this.#refreshing = true;
    clearTimeout(this.#timer);
    try {
      const answer = await this.#ask(thoroughly);
      this.#answer = answer;
      this.#error = null;
      await this.#deps.db.kv.put({ key: cacheKey, value: answer });
    } catch (error) {
      this.#error = toAppError(error);
    } finally {
      this.#refreshing = false;
      this.#lookAgain();
    }
  }

  /** All pages as one. What answers no more is wanted too: a prompt may still name it. */
  async #ask(thoroughly: boolean): Promise<ModelAnswer> {
    const path = '/v1/models?includeShutDown=1';
    let page = await this.#deps.api.get(path + (thoroughly ? '&refresh=1' : ''), modelAnswerSchema);
    const items = [...page.items];
    while (page.nextCursor) {
      const cursor = encodeURIComponent(page.nextCursor);
      page = await this.#deps.api.get(`${path}&cursor=${cursor}`, modelAnswerSchema);
      items.push(...page.items);
    }
    return { ...page, items };
  }

  #lookAgain() {
    const isChecking = this.#answer?.connections.some(({ status }) => status === 'checking');
    if (!isChecking || this.#error || this.#checks >= roundsOfChecking) {
      this.#checks = 0;
      return;
    }
    this.#checks += 1;
    this.#timer = setTimeout(() => void this.refresh(), againMs);
  }

  #follow(): () => void {
    const refresh = () => void this.refresh();
    void this.#begin();
    window.addEventListener('focus', refresh);
    window.addEventListener('online', refresh);
    return () => {
      clearTimeout(this.#timer);
      window.removeEventListener('focus', refresh);
      window.removeEventListener('online', refresh);
    };
  }

  async #begin(): Promise<void> {
    const fresh = this.refresh();
    const kept = await this.#deps.db.kv.get(cacheKey);
    const parsed = modelAnswerSchema.safeParse(kept?.value);
    // The server may have answered first: then the kept list is the older one.
    if (parsed.success && this.#answer === null) this.#answer = parsed.data;
    await fresh;
  }
}

export const [getModels, setModels] = createContext<ModelList>();
