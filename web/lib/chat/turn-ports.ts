import { AppError } from '#shared/errors';
import type { Store } from '$lib/data/store';
import type { RunPorts } from '$lib/runs/ports';
import type { Sync } from '$lib/sync/sync';

/**
 * The server answers only in conversations it knows, so one that was just made here is pushed first; also
 * where a server that was restored has forgotten it.
 */
export function turnPorts(
  ports: RunPorts,
  {
    db,
    sync,
    conversationId
  }: Pick<Store, 'db'> & { sync: Pick<Sync, 'flush'>; conversationId: string }
): RunPorts {
  const isNew = async () => (await db.conversations.get(conversationId))?.$sync.seq === 0;
  return {
    ...ports,
    async open(path, init) {
      if (path !== '/v1/runs') return ports.open(path, init);
      if (await isNew()) await sync.flush();
      try {
        return await ports.open(path, init);
      } catch (error) {
        if (!(error instanceof AppError) || error.code !== 'NOT_FOUND') throw error;
        await sync.flush();
        return ports.open(path, init);
      }
    }
  };
}
