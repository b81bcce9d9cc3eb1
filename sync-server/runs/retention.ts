import type { Project } from '#shared/collections';
import { retentionOf } from '#shared/retention';
import type { Tell } from '../audit/audit.ts';
import type { Author } from '../db/author.ts';
import type { Sql } from '../db/open.ts';
import type { Writer } from '../db/writer.ts';
import type { Rows } from './rows.ts';

const batchSize = 50;
const dayMs = 24 * 60 * 60 * 1000;

type Ruled = Pick<Project, 'id' | 'name' | 'parentId' | 'position' | 'retention'>;

/** Whether what a model writes for this prompt may be kept, as its project and those above say. */
export function keepsOutput(
  author: Pick<Author, 'read'>,
  scope: string,
  promptId: string | null
): boolean {
  const prompt = promptId === null ? null : author.read(scope, 'prompts', promptId);
  const above: Project[] = [];
  const met = new Set<string>();
  for (let id = prompt?.projectId ?? null; id !== null && !met.has(id);) {
    met.add(id);
    const project = author.read(scope, 'projects', id);
    if (project) above.push(project);
    id = project?.parentId ?? null;
  }
  return retentionOf(prompt?.projectId ?? null, above).rule.mode !== 'never';
}

/**
 * Deletes what models wrote and projects do not want kept any longer: outputs, raw frames and the first
 * words in each run's record, which devices hear of by the feed. Packs that hold those words are made anew.
 * In small batches; resolves when nothing is left to do.
 */
export function createRetention(deps: {
  sql: Sql;
  writer: Writer;
  author: Author;
  rows: Rows;
  now: () => number;
  /** Told how many runs were forgotten. */
  tell: Tell;
}): () => Promise<void> {
  const { sql, writer, author, rows, now, tell } = deps;
  const scopes = sql
    .prepare(
      `select distinct scope from records where collection = 'projects'
         and body ->> '$.retention.mode' in ('days', 'never')`
    )
    .pluck();
  const projectsOf = sql.prepare(
    `select id, body ->> '$.name' as name, body ->> '$.parentId' as parentId,
       body ->> '$.position' as position, body -> '$.retention' as retention
     from records where scope = ? and collection = 'projects'`
  );
  const expired = sql
    .prepare(
      `select runs.id from records as prompts
       join runs on runs.scope = prompts.scope and runs.prompt_id = prompts.id
       where prompts.scope = ? and prompts.collection = 'prompts'
         and prompts.body ->> '$.projectId' = ? and runs.ended_at < ?
         and (runs.record ->> '$.preview' <> ''
           or exists (select 1 from run_outputs where run_id = runs.id)
           or exists (select 1 from run_raw where run_id = runs.id))
       limit ?`
    )
    .pluck();
  const drops = ['run_outputs', 'run_raw', 'run_segments'].map((table) =>
    sql.prepare(`delete from ${table} where run_id = ?`)
  );
  const spoilPack = sql.prepare(
    `update packs set hash = null, bytes = null where id in (
       select abs(pack) from records where scope = ? and collection = 'runs' and id = ? and pack <> 0)`
  );

  function rulesIn(scope: string): { projectId: string; before: number }[] {
    const found = projectsOf.all(scope) as (Omit<Ruled, 'retention'> & {
      retention: string | null;
    })[];
    const projects: Ruled[] = found.map((row) => ({
      ...row,
      position: row.position ?? '',
      retention: (JSON.parse(row.retention ?? 'null') as Ruled['retention'] | null) ?? {
        mode: 'keep',
        days: null
      }
    }));
    return projects.flatMap(({ id }) => {
      const { mode, days } = retentionOf(id, projects).rule;
      if (mode === 'keep') return [];
      return [
        {
          projectId: id,
          before: mode === 'never' ? now() : now() - Math.max(days ?? 30, 1) * dayMs
        }
      ];
    });
  }

  function forget(scope: string, id: string) {
    for (const drop of drops) drop.run(id);
    const row = rows.run(scope, id);
    if (row) rows.amendRun({ ...row.record, preview: '' });
    if (author.read(scope, 'runs', id))
      author.write(scope, [{ collection: 'runs', id, fields: { preview: '' } }]);
    spoilPack.run(scope, id);
  }

  return async () => {
    let forgotten = 0;
    for (const scope of scopes.all() as string[])
      for (const { projectId, before } of rulesIn(scope)) {
        let left = batchSize;
        while (left === batchSize) {
          left = await writer.transact(() => {
            const ids = expired.all(scope, projectId, before, batchSize) as string[];
            for (const id of ids) forget(scope, id);
            if (ids.length > 0)
              tell(scope, {
                actor: 'server',
                verb: 'retention.delete',
                subject: projectId,
                facts: { runs: ids.length }
              });
            return ids.length;
          });
          forgotten += left;
        }
      }
    // What was deleted stands in the log of the database until it is emptied.
    if (forgotten > 0) sql.pragma('wal_checkpoint(TRUNCATE)');
  };
}
