import type { RunOutput } from '#shared/collections';
import type { Database } from './db';
import { retentionOfPrompt } from './prompt-retention';
import { asStorageError } from './storage-error';
import { AppError } from '#shared/errors';

/**
 * Bodies of runs are the one thing here that the server has in full: kept for reading offline, and the
 * first to go when the disk gets full. False: there was no room, or the prompt's project stores none.
 */
export async function keepOutput(
  db: Database,
  output: RunOutput,
  promptId: string | null
): Promise<boolean> {
  if ((await retentionOfPrompt(db, promptId)).mode === 'never') return false;
  try {
    await db.runOutputs.put(output);
    return true;
  } catch (error) {
    const known = asStorageError(error);
    if (known instanceof AppError && known.code === 'DEVICE_FULL') return false;
    throw known;
  }
}

/** Makes room. @returns how many bodies went; 0 if there was nothing to give up. */
export async function shedOutputs(db: Database): Promise<number> {
  const count = await db.runOutputs.count();
  if (count > 0) await db.runOutputs.clear();
  return count;
}
