import { SvelteMap } from 'svelte/reactivity';
import * as z from 'zod/mini';
import { type AppError, toAppError } from '#shared/errors';
import type { Api } from '$lib/api/client';
import {
  connectionListSchema,
  connectionSchema,
  editedConnectionSchema,
  testResultSchema
} from './connection';
import type { Connection, TestResult, Whose } from './connection';

export interface ConnectionFields {
  name: string;
  baseUrl: string;
  /** Absent: the stored one stays. */
  key?: string;
  /** That a key of one's own is stored. */
  consent?: boolean;
}

/** Long enough to undo; the key cannot be read back, so a deletion is sent only after this. */
const undoMs = 10_000;

interface Deps {
  api: Api;
  /** Called when what models there are may have changed. */
  onchange: () => void;
  setTimer: (run: () => void, ms: number) => () => void;
}

/** The providers this server can call, and what one does with them. */
export class Connections {
  #all = $state.raw<Connection[] | null>(null);
  /** Deletions that can still be taken back: what cancels each. */
  #leaving = new SvelteMap<string, () => void>();
  error = $state.raw<AppError | null>(null);
  /** Result of the last test, by connection id; `null` while one runs. */
  tests = $state.raw<Record<string, TestResult | null>>({});
  #deps: Deps;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  /** `null` until they have been read once. */
  get current(): Connection[] | null {
    return this.#all?.filter((each) => !this.#leaving.has(each.id)) ?? null;
  }

  async load(): Promise<void> {
    try {
      this.#all = (await this.#deps.api.get('/v1/connections', connectionListSchema)).items;
      this.error = null;
    } catch (error) {
      this.error = toAppError(error);
    }
  }

  /** @throws AppError */
  async add(kind: string, fields: ConnectionFields, whose: Whose = 'organization'): Promise<void> {
    const body = { kind, ...fields };
    const path = whose === 'own' ? '/v1/connections/own' : '/v1/connections';
    const added = await this.#deps.api.post(path, body, connectionSchema);
    await this.#changed();
    await this.test(added.id);
  }

  /** Says whether the stored key was dropped because the address is another server's. @throws AppError */
  async edit(id: string, fields: ConnectionFields): Promise<{ keyDropped: boolean }> {
    const answer = await this.#deps.api.patch(this.#path(id), fields, editedConnectionSchema);
    await this.#changed();
    return { keyDropped: answer.keyDropped ?? false };
  }

  /** Hides it now and deletes it after a while; the returned function takes that back. */
  remove(id: string): () => void {
    const cancel = this.#deps.setTimer(() => void this.#delete(id), undoMs);
    this.#leaving.set(id, cancel);
    return () => {
      cancel();
      this.#leaving.delete(id);
    };
  }

  /** Sends the deletions that still wait; to be called when the page is left. */
  settle(): void {
    for (const [id, cancel] of this.#leaving) {
      cancel();
      void this.#delete(id);
    }
  }

  async test(id: string): Promise<void> {
    this.tests = { ...this.tests, [id]: null };
    const path = `${this.#path(id)}/test`;
    const result = await this.#deps.api.post(path, {}, testResultSchema).catch(failed);
    this.tests = { ...this.tests, [id]: result };
  }

  /** One's own have an address apart, since other rights hold there. */
  #path(id: string): string {
    const isOwn = this.#all?.some((each) => each.id === id && each.own);
    return `/v1/connections/${isOwn ? 'own/' : ''}${encodeURIComponent(id)}`;
  }

  async #delete(id: string) {
    try {
      await this.#deps.api.delete(this.#path(id), undefined, z.null());
      this.#all = this.#all?.filter((each) => each.id !== id) ?? null;
      this.#deps.onchange();
    } catch (error) {
      this.error = toAppError(error);
    } finally {
      this.#leaving.delete(id);
    }
  }

  async #changed() {
    await this.load();
    this.#deps.onchange();
  }
}

function failed(error: unknown): TestResult {
  const { code, detail } = toAppError(error);
  return { ok: false, models: [], error: { code, message: '', detail: detail ?? null } };
}
