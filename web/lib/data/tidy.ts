import type { Database } from './db';
import { forgetOldOutputs } from './kept-outputs';
import { forgetUnusedBlobs } from './unused-blobs';

/** Deletes on this device what nobody wants kept any longer, as the server does with its own. */
export async function tidyDevice(db: Database, now: number): Promise<void> {
  await forgetOldOutputs(db, now);
  await forgetUnusedBlobs(db, now);
}
