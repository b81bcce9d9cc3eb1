import { AppError, toAppError } from '#shared/errors';
import { openedShareSchema } from '#shared/sharing/wire';
import type { OpenedShare } from '#shared/sharing/wire';
import type { Api } from '$lib/api/client';

/** What a link shows, asked anew each time: a copy of it is never kept. */
export class OpenedLink {
  opened = $state.raw<OpenedShare | null>(null);
  error = $state.raw<AppError | null>(null);
  #api: Pick<Api, 'get' | 'post'>;

  constructor(api: Pick<Api, 'get' | 'post'>) {
    this.#api = api;
  }

  /** @param secret what stands behind the `#`; '' if nothing does */
  async open(id: string, secret: string): Promise<void> {
    this.error = null;
    try {
      this.opened = await this.#read(id, secret);
    } catch (error) {
      this.error = toAppError(error);
    }
  }

  async #read(id: string, secret: string): Promise<OpenedShare> {
    const path = `/v1/shares/${encodeURIComponent(id)}`;
    try {
      const body = secret === '' ? {} : { secret };
      return await this.#api.post(`${path}/open`, body, openedShareSchema);
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'NOT_FOUND') throw error;
      // Whoever made it sees what it shows also without its key.
      return this.#own(path, error);
    }
  }

  async #own(path: string, refused: AppError): Promise<OpenedShare> {
    try {
      return await this.#api.get(path, openedShareSchema);
    } catch (error) {
      const known = toAppError(error);
      throw known.code === 'OFFLINE' ? known : refused;
    }
  }
}
