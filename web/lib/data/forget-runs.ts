import type { Database } from './db';

/** What of prompts and conversations that are gone was still to run, or to be written into them. Inside the running transaction. */
export async function forgetRunsOf(db: Database, promptIds: string[]): Promise<void> {
  await db.placements.bulkDelete(promptIds);
  await db.queuedRuns.where('promptId').anyOf(promptIds).delete();
}
