import type * as z from 'zod/mini';
import { toAppError, type AppError } from '#shared/errors';
import type { Api } from '$lib/api/client';

/** A list the server keeps, read anew after each change; small enough to come whole. */
export class RemoteList<T> {
  items = $state.raw<T[] | null>(null);
  #unread = $state.raw<AppError | null>(null);
  #refused = $state.raw<AppError | null>(null);
  #api: Api;
  #path: string;
  #schema: z.ZodMiniType<{ items: T[] }>;

  constructor(api: Api, path: string, schema: z.ZodMiniType<{ items: T[] }>) {
    this.#api = api;
    this.#path = path;
    this.#schema = schema;
  }

  /** Of a change, until the next one; else why it could not be read. */
  get error(): AppError | null {
    return this.#refused ?? this.#unread;
  }

  /** Takes away nothing that somebody is told of a change. */
  async load(): Promise<void> {
    try {
      this.items = (await this.#api.get(this.#path, this.#schema)).items;
      this.#unread = null;
    } catch (error) {
      this.#unread = toAppError(error);
    }
  }

  /** Somebody wants to see how it stands now. */
  again(): Promise<void> {
    this.#refused = null;
    return this.load();
  }

  /** Does something and reads again; what fails is shown where the list is. */
  async change(work: () => Promise<unknown>): Promise<boolean> {
    try {
      await work();
    } catch (error) {
      const told = toAppError(error);
      // Somebody, or its time, was quicker: what is left is shown, and there is nothing to be done about it.
      if (told.code !== 'NOT_FOUND') {
        this.#refused = told;
        return false;
      }
    }
    this.#refused = null;
    await this.load();
    return true;
  }
}
