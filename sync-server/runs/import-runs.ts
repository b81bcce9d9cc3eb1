import { Hono } from 'hono';
import * as z from 'zod/mini';
import { recordSchemaOf } from '#shared/bundle/bundle-lines';
import { runOutputSchema, type Run, type RunOutput } from '#shared/collections';
import type { Author } from '../db/author.ts';
import type { Sql } from '../db/open.ts';
import type { Writer } from '../db/writer.ts';
import type { Env } from '../http/route.ts';
import { route } from '../http/route.ts';
import { previewLength } from './ending.ts';
import { keepsOutput } from './retention.ts';
import type { Rows } from './rows.ts';
import { syncedFields } from './synced-fields.ts';

const maxBytes = 32 * 1024 * 1024;
const ended = new Set<Run['status']>(['done', 'stopped', 'failed', 'interrupted']);
/** What a stored run's log has: its start and its end. */
const lastSeq = 2;

const body = z.lazy(() =>
  z.object({
    items: z
      .array(
        z.object({
          run: recordSchemaOf('runs'),
          /** `null`: the file had none. */
          output: z.nullable(runOutputSchema)
        })
      )
      .check(z.maxLength(500))
  })
);

const answer = z.object({ imported: z.int(), known: z.int() });

/**
 * Takes runs of an export back into a person's history, as records of the past: nothing is called, reserved
 * or counted as cost. One that is known already, that was deleted for ever, or whose prompt was, is left out;
 * so is one that had not ended.
 */
export function createRunImport(deps: {
  sql: Sql;
  writer: Writer;
  rows: Rows;
  author: Author;
  now: () => number;
}): Hono<Env> {
  const { sql, writer, rows, author, now } = deps;
  const taken = sql.prepare('select 1 from runs where id = ?').pluck();
  const grave = sql
    .prepare('select 1 from tombstones where scope = ? and collection = ? and id = ?')
    .pluck();

  function take(scope: string, run: Run, output: RunOutput | null): boolean {
    const { id, promptId } = run;
    if (!ended.has(run.status) || taken.get(id) || author.read(scope, 'runs', id)) return false;
    if (grave.get(scope, 'runs', id)) return false;
    if (promptId !== null && grave.get(scope, 'prompts', promptId)) return false;
    const keeps = keepsOutput(author, scope, promptId);
    const startedAt = Math.min(run.startedAt, now());
    const kept: Run = {
      ...run,
      deletedAt: null,
      startedAt,
      endedAt: run.endedAt ?? startedAt,
      preview: keeps ? run.preview.slice(0, previewLength) : ''
    };
    const { rating, note } = run;
    const createdAt = Math.min(run.createdAt, now());
    const fields = { ...syncedFields(kept), rating, note, createdAt };
    author.write(scope, [{ collection: 'runs', id, fields }]);
    rows.insertRun(scope, kept);
    rows.endRun(scope, kept, keeps && output ? { ...output, runId: id } : null, lastSeq);
    return true;
  }

  return new Hono<Env>().post(
    '/v1/runs/import',
    route('edit', { body, maxBytes, answer }, async ({ principal: { scope }, body: { items } }) => {
      const imported = await writer.transact(
        () => items.filter(({ run, output }) => take(scope, run as Run, output)).length
      );
      return { imported, known: items.length - imported };
    })
  );
}
