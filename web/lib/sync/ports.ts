import type * as z from 'zod/mini';
import { AppError } from '#shared/errors';
import type { Api } from '$lib/api/client';
import {
  pullResponseSchema,
  pushResponseSchema,
  type PullRequest,
  type PullResponse,
  type PushRequest,
  type PushResponse
} from '#shared/protocol';

/** The server, as sync needs it. Rejects with AppError; OFFLINE if it was not reached. */
export interface Net {
  push(request: PushRequest): Promise<PushResponse>;
  pull(request: PullRequest): Promise<PullResponse>;
  /** The bytes of a pack. NOT_FOUND: it has been made anew since it was listed. */
  pack(hash: string): Promise<ArrayBuffer>;
}

/** Calls back once after `ms`; returns the way to call it off. */
export type After = (ms: number, tick: () => void) => () => void;

/** A request without an answer for this long has failed, whatever the network thinks. */
const deadlineMs = 30_000;

export function createNet(api: Api, deadline: (ms: number) => AbortSignal | undefined): Net {
  async function post<S extends z.ZodMiniType>(path: string, body: unknown, schema: S) {
    const signal = deadline(deadlineMs);
    try {
      return await api.post(path, body, schema, signal ? { signal } : {});
    } catch (error) {
      if (error instanceof AppError) throw error;
      throw new AppError('OFFLINE', { cause: error });
    }
  }
  return {
    push: (request) => post('/v1/sync/push', request, pushResponseSchema),
    pull: (request) => post('/v1/sync/pull', request, pullResponseSchema),
    async pack(hash) {
      const signal = deadline(deadlineMs);
      try {
        const response = await api.raw(`/v1/sync/packs/${hash}`, signal ? { signal } : {});
        return await response.arrayBuffer();
      } catch (error) {
        if (error instanceof AppError) throw error;
        throw new AppError('OFFLINE', { cause: error });
      }
    }
  };
}
