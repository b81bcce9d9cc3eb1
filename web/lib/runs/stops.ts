import * as z from 'zod/mini';
import { AppError } from '#shared/errors';
import type { Api } from '$lib/api/client';
import type { Database, Stop } from '$lib/data/db';
import { transact } from '$lib/data/transact';

/** Writes a stop down that the server has not heard of; it is said when it can be reached, by any tab. */
export async function keepStop(db: Database, stop: Omit<Stop, 'id' | 'sent'>): Promise<void> {
  const id = stop.runId ?? stop.idempotencyKey;
  if (id === null) return;
  await transact(db, ['stops'], () => db.stops.put({ ...stop, id, sent: 0 }));
}

const heard = z.lazy(() => z.looseObject({}));

/** Says every stop that waits. Rejects with what kept one from being said; the rest wait on. */
export async function sayStops(
  db: Database,
  api: Pick<Api, 'post'>,
  signal?: AbortSignal
): Promise<void> {
  for (const stop of await db.stops.toArray()) {
    const left = await transact(db, ['stops'], () => db.stops.update(stop.id, { sent: 1 }));
    // Taken back in the meantime.
    if (left === 0) continue;
    const { runId, idempotencyKey, seen } = stop;
    const body = { ...(runId ? {} : { idempotencyKey }), ...(seen === null ? {} : { seen }) };
    const path = runId ? `/v1/runs/${runId}/cancel` : '/v1/runs/cancel';
    try {
      await api.post(path, body, heard, signal ? { signal } : {});
    } catch (error) {
      // A run that is gone needs no stop, and what cannot be read never will be. Anything else may pass.
      const code = error instanceof AppError ? error.code : null;
      if (code !== 'NOT_FOUND' && code !== 'INVALID_REQUEST') throw error;
    }
    await transact(db, ['stops'], () => db.stops.delete(stop.id));
  }
}
