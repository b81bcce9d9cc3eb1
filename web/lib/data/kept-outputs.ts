import type { Run } from '#shared/collections';
import { retentionOf } from '#shared/retention';
import type { Database } from './db';
import { dropPacked } from './packs';
import { packedRuns } from './run-history';
import { transact } from './transact';

const dayMs = 24 * 60 * 60 * 1000;

/**
 * Deletes here the outputs that projects do not want kept any longer; the server does the same with its
 * own. Answers how many there were. `now` in milliseconds since the epoch.
 */
export async function forgetOldOutputs(db: Database, now: number): Promise<number> {
  const projects = await db.projects.toArray();
  const before = new Map<string, number>();
  for (const { id } of projects) {
    const { mode, days } = retentionOf(id, projects).rule;
    if (mode !== 'keep')
      before.set(id, mode === 'never' ? now : now - Math.max(days ?? 30, 1) * dayMs);
  }
  if (before.size === 0) return 0;
  const prompts = await db.prompts
    .where('projectId')
    .anyOf([...before.keys()])
    .toArray();
  const limits = new Map(
    prompts.map(({ id, projectId }) => [id, before.get(projectId ?? '') ?? 0])
  );
  const isOld = (run: Run) =>
    run.endedAt !== null && run.endedAt < (limits.get(run.promptId ?? '') ?? 0);

  const rows = await db.runs
    .where('promptId')
    .anyOf([...limits.keys()])
    .toArray();
  const ids = rows.filter(isOld).map(({ id }) => id);
  for await (const packed of packedRuns(db)) ids.push(...packed.filter(isOld).map(({ id }) => id));
  const kept = (await db.runOutputs.bulkGet(ids)).filter(Boolean).length;
  // Their newer form has come as a row, and the pack still holds the first words of the answer.
  const cleaned = new Set(
    rows.filter((run) => isOld(run) && run.preview === '').map(({ id }) => id)
  );
  await transact(db, ['runOutputs', 'packs', 'packLines', 'searchSegments'], async () => {
    await db.runOutputs.bulkDelete(ids);
    if (kept > 0) await db.searchSegments.clear();
    await dropPacked(db, cleaned);
  });
  return kept;
}
