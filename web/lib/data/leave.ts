import { syncedNames } from '#shared/collections';
import { forgetRunsOf } from './forget-runs';
import { keyOf, type Database, type Row } from './db';
import { dropPacks } from './packs';

/**
 * Takes everything of a scope off this device that the person may not read any more. His own words that wait
 * are put aside for him; what was acknowledged stays in the archive, for if the right returns a restored
 * server may need it. Inside the running transaction.
 */
export async function leave(db: Database, scope: string, now: number): Promise<void> {
  const waiting = await db.outbox.filter((entry) => entry.scope === scope).toArray();
  await db.quarantine.bulkPut(
    waiting.map(({ key, sent: _, was: __, ...content }) => ({
      mid: content.mid,
      key,
      content,
      at: now,
      code: 'NOT_FOUND' as const,
      detail: 'You no longer have access to where this belongs.'
    }))
  );
  await db.outbox.bulkDelete(waiting.map(({ cseq }) => cseq as number));
  for (const name of syncedNames) {
    const table = db.table<Row, string>(name);
    const ids = await table.filter((row) => row.$sync.scope === scope).primaryKeys();
    const keys = ids.map((id) => keyOf(name, id));
    await table.bulkDelete(ids);
    await db.overruled.where('key').anyOf(keys).delete();
    if (name === 'runs') await db.runOutputs.bulkDelete(ids);
    if (name === 'prompts') await forgetRunsOf(db, ids);
  }
  await db.base.filter(({ row }) => row.$sync.scope === scope).delete();
  await db.unknown.filter((row) => row.scope === scope).delete();
  await dropPacks(db, scope);
  await db.seen.clear();
  await db.searchSegments.clear();
}
