import type { Run, RunOutput } from '#shared/collections';
import type { ModelInfo } from '#shared/models';
import type { Sql } from '../db/open.ts';

/** A row of `runs`. */
export interface RunRow {
  id: string;
  scope: string;
  promptId: string | null;
  status: Run['status'];
  record: Run;
  seq: number;
  startedAt: number;
  /** What it is reckoned with; `null` is unknown. */
  price: ModelInfo['price'];
}

interface RawRow extends Omit<RunRow, 'record' | 'price'> {
  record: string;
  price: string | null;
}

export interface Page {
  promptId: string | null;
  status: Run['status'] | null;
  /** As it was asked for. */
  model: string | null;
  /** Runs before this one; `null` starts at the newest. */
  before: { startedAt: number; id: string } | null;
  limit: number;
}

const columns =
  'id, scope, prompt_id as promptId, status, record, seq, started_at as startedAt, price';

/** The SQL of runs, prepared once. Writes belong inside `Writer.transact`. */
export function createRows(sql: Sql) {
  const insertRun = sql.prepare(
    `insert into runs (id, scope, prompt_id, version_id, status, record, seq, started_at, ended_at, beat_at, price)
     values (@id, @scope, @promptId, @versionId, @status, @record, 0, @startedAt, null, @startedAt, @price)`
  );
  const endRun = sql.prepare(
    `update runs set status = @status, record = @record, seq = @seq, ended_at = @endedAt
     where id = @id and ended_at is null`
  );
  // Those of before runs had numbers are counted.
  const numbered = sql
    .prepare(
      `select max(number) from (
         select record ->> '$.number' as number from runs
         where scope = @scope and prompt_id = @promptId order by started_at desc, id desc limit 20)`
    )
    .pluck();
  const counted = sql
    .prepare('select count(*) from runs where scope = ? and prompt_id = ?')
    .pluck();
  const amendRun = sql.prepare('update runs set record = ? where id = ?');
  const runById = sql.prepare<[string], RawRow>(`select ${columns} from runs where id = ?`);
  const unended = sql.prepare<[], RawRow>(
    `select ${columns} from runs where status in ('queued', 'streaming')`
  );
  const beat = sql.prepare('update runs set beat_at = ? where id = ? and ended_at is null');
  const silent = sql.prepare<[number], RawRow>(
    `select ${columns} from runs
     where status in ('queued', 'streaming') and ended_at is null and beat_at < ?`
  );
  const insertSegment = sql.prepare(
    'insert or replace into run_segments (run_id, from_seq, to_seq, body) values (?, ?, ?, ?)'
  );
  const segments = sql.prepare<[string], { body: string; toSeq: number }>(
    'select body, to_seq as toSeq from run_segments where run_id = ? order by from_seq'
  );
  const deleteSegments = sql.prepare('delete from run_segments where run_id = ?');
  const insertOutput = sql.prepare(
    'insert or replace into run_outputs (run_id, scope, body) values (?, ?, ?)'
  );
  const outputById = sql.prepare<[string, string], { body: string }>(
    'select body from run_outputs where run_id = ? and scope = ?'
  );
  const insertKey = sql.prepare(
    'insert or replace into idempotency (scope, key, body_hash, run_id, at) values (?, ?, ?, ?, ?)'
  );
  const runOfKey = sql.prepare<[string, string, number], { bodyHash: string; runId: string }>(
    `select body_hash as bodyHash, run_id as runId from idempotency
     where scope = ? and key = ? and at >= ?`
  );
  const deleteKeys = sql.prepare('delete from idempotency where at < ?');
  const page = sql.prepare<[Record<string, unknown>], RawRow>(
    `select ${columns} from runs
     where scope = @scope and (@promptId is null or prompt_id = @promptId)
       and (@status is null or status = @status)
       and (@model is null or record ->> '$.modelAsked' = @model)
       and (@at is null or (started_at, id) < (@at, @id))
     order by started_at desc, id desc limit @limit`
  );

  const read = (row: RawRow): RunRow => ({
    ...row,
    record: JSON.parse(row.record) as Run,
    price: row.price === null ? null : (JSON.parse(row.price) as ModelInfo['price'])
  });

  return {
    insertRun(scope: string, run: Run, price: ModelInfo['price'] = null) {
      const { id, promptId, versionId, status, startedAt } = run;
      const json = { record: JSON.stringify(run), price: price && JSON.stringify(price) };
      insertRun.run({ id, scope, promptId, versionId, status, startedAt, ...json });
    },
    /** The number of a prompt's next run: one more than the last one's, whatever has gone since. */
    nextNumber(scope: string, promptId: string): number {
      const last = numbered.get({ scope, promptId }) as number | null;
      return (last ?? (counted.get(scope, promptId) as number)) + 1;
    },
    /** False where another has ended it already: then nothing is written. `null`: its output is not known. */
    endRun(scope: string, run: Run, output: RunOutput | null, seq: number): boolean {
      const { id, status, endedAt } = run;
      const done = endRun.run({ id, status, endedAt, seq, record: JSON.stringify(run) });
      if (done.changes === 0) return false;
      if (output) insertOutput.run(id, scope, JSON.stringify(output));
      deleteSegments.run(id);
      return true;
    },
    /** What became known after the end. */
    amendRun(run: Run) {
      amendRun.run(JSON.stringify(run), run.id);
    },
    run(scope: string, id: string): RunRow | null {
      const row = runById.get(id);
      return row?.scope === scope ? read(row) : null;
    },
    /** Says that the process of these runs lives. */
    beat(ids: string[], at: number) {
      for (const id of ids) beat.run(at, id);
    },
    /** Runs that have not ended and of which nothing was heard since then. */
    silent: (since: number) => silent.all(since).map(read),
    unended: () => unended.all().map(read),
    insertSegment(runId: string, fromSeq: number, toSeq: number, body: string) {
      insertSegment.run(runId, fromSeq, toSeq, body);
    },
    dropSegments(runId: string) {
      deleteSegments.run(runId);
    },
    segments: (runId: string) => segments.all(runId),
    output(scope: string, runId: string): RunOutput | null {
      const row = outputById.get(runId, scope);
      return row ? (JSON.parse(row.body) as RunOutput) : null;
    },
    insertKey(scope: string, key: string, bodyHash: string, runId: string, at: number) {
      insertKey.run(scope, key, bodyHash, runId, at);
    },
    /** The run of a key that is not older than `since`. */
    runOfKey: (scope: string, key: string, since: number) =>
      runOfKey.get(scope, key, since) ?? null,
    deleteKeysBefore(at: number) {
      deleteKeys.run(at);
    },
    /** Newest first. */
    page(scope: string, { before, ...asked }: Page): RunRow[] {
      const { startedAt: at = null, id = null } = before ?? {};
      return page.all({ scope, ...asked, at, id }).map(read);
    }
  };
}

export type Rows = ReturnType<typeof createRows>;
