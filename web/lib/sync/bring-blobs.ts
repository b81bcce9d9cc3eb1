import { AppError } from '#shared/errors';
import type { Api } from '$lib/api/client';
import type { Database } from '$lib/data/db';

/**
 * The door to the server, for requests that name files: one that is refused because a file has not come is
 * made again with the file before it. It had changed nothing, so its key still stands for one run.
 */
export function bringingBlobs(api: Api, db: Database): Api {
  async function withBlobs<T>(ask: () => Promise<T>): Promise<T> {
    // Each time one file is named, so there are as many turns as there are files here.
    for (const brought = new Set<string>(); ;) {
      try {
        return await ask();
      } catch (error) {
        const hash = error instanceof AppError ? error.facts.hash : null;
        if (!(error instanceof AppError) || error.code !== 'BLOB_MISSING') throw error;
        if (typeof hash !== 'string' || brought.has(hash)) throw error;
        brought.add(hash);
        const { sendBlobs } = await import('./blobs');
        if ((await sendBlobs(db, api, [hash])) === 0) throw error;
      }
    }
  }
  return {
    ...api,
    raw: (path, init) => withBlobs(() => api.raw(path, init)),
    post: (...asked) => withBlobs(() => api.post(...asked))
  };
}
