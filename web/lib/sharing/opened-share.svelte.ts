import { AppError, toAppError } from '#shared/errors';
import * as z from 'zod/mini';
import { joinedShareSchema, openedShareSchema, shareCommentsSchema } from '#shared/sharing/wire';
import type { OpenedShare } from '#shared/sharing/wire';
import type { Api } from '$lib/api/client';

/** What a link shows, asked anew each time: a copy of it is never kept. */
export class OpenedLink {
  opened = $state.raw<OpenedShare | null>(null);
  error = $state.raw<AppError | null>(null);
  #api: Pick<Api, 'get' | 'post' | 'delete'>;
  #path = '';
  #body: { secret?: string } = {};

  constructor(api: Pick<Api, 'get' | 'post' | 'delete'>) {
    this.#api = api;
  }

  /** @param secret what stands behind the `#`; '' if nothing does */
  async open(id: string, secret: string): Promise<void> {
    this.error = null;
    this.#path = `/v1/shares/${encodeURIComponent(id)}`;
    this.#body = secret === '' ? {} : { secret };
    try {
      this.opened = await this.#read();
    } catch (error) {
      this.error = toAppError(error);
    }
  }

  /** @throws AppError */
  async comment(text: string): Promise<void> {
    const body = { ...this.#body, text };
    this.#say(await this.#api.post(`${this.#path}/comments`, body, shareCommentsSchema));
  }

  /** @throws AppError */
  async takeBack(commentId: string): Promise<void> {
    await this.#api.delete(`${this.#path}/comments/${commentId}`, undefined, z.null());
    this.#say({ items: this.opened?.comments.filter(({ id }) => id !== commentId) ?? [] });
  }

  /** The prompt itself, for who may edit it. @throws AppError */
  join(): Promise<z.infer<typeof joinedShareSchema>> {
    return this.#api.post(`${this.#path}/join`, this.#body, joinedShareSchema);
  }

  #say({ items }: Pick<z.infer<typeof shareCommentsSchema>, 'items'>) {
    if (this.opened) this.opened = { ...this.opened, comments: items };
  }

  async #read(): Promise<OpenedShare> {
    try {
      return await this.#api.post(`${this.#path}/open`, this.#body, openedShareSchema);
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'NOT_FOUND') throw error;
      // Whoever made it sees what it shows also without its key.
      return this.#own(error);
    }
  }

  async #own(refused: AppError): Promise<OpenedShare> {
    try {
      return await this.#api.get(this.#path, openedShareSchema);
    } catch (error) {
      const known = toAppError(error);
      throw known.code === 'OFFLINE' ? known : refused;
    }
  }
}
