import type { Run } from '#shared/collections';
import type { Database } from './db';
import { packsOf } from './run-history';

/**
 * The number a run is called by: “Run 38”. The server gave it; a run from before there were any is counted,
 * of those that are kept, by indexes and the heads of packs alone. `null` for a run without a prompt.
 */
export async function runNumber(
  db: Database,
  { id, promptId, startedAt, number }: Pick<Run, 'id' | 'promptId' | 'startedAt' | 'number'>
): Promise<number | null> {
  if (promptId === null) return null;
  // A row from before there were numbers may have none at all.
  if (typeof number === 'number') return number;
  const packs = await packsOf(db);
  const byStart = db.runs.where('[promptId+startedAt]');
  const range = byStart.between([promptId, -Infinity], [promptId, startedAt], true, false);
  const found = new Set(await range.primaryKeys());
  const together = await byStart.equals([promptId, startedAt]).primaryKeys();
  for (const other of together) if (other < id) found.add(other);
  const asRows = packs.length === 0 ? found : await rowsOf(db, promptId);
  for (const { head } of packs) {
    const code = head.promptId.values.indexOf(promptId);
    if (code < 0) continue;
    for (const [place, of] of head.promptId.at.entries()) {
      if (of !== code) continue;
      const other = head.ids[place] ?? '';
      const at = head.startedAt[place] ?? 0;
      const isEarlier = at < startedAt || (at === startedAt && other < id);
      if (isEarlier && !asRows.has(other)) found.add(other);
    }
  }
  return found.size + 1;
}

async function rowsOf(db: Database, promptId: string): Promise<Set<string>> {
  return new Set(await db.runs.where('promptId').equals(promptId).primaryKeys());
}
