import type { Run, RunOutput } from '#shared/collections';
import { AppError } from '#shared/errors';
import type { Author } from '../db/author.ts';
import type { LiveRuns } from './live-runs.ts';
import type { Page, Rows } from './rows.ts';
import { emptyOutput } from './output.ts';
import { storedSource } from './stored-run.ts';
import type { Source } from './subscriber.ts';

/** A run as one may read it, wherever it is: in this process's memory or on the disk. */
export interface Found {
  run: Run;
  seq: number;
  live: boolean;
  source: Source;
  output(): RunOutput;
}

export function createReading(deps: { rows: Rows; author: Author; live: LiveRuns }) {
  const { rows, author, live } = deps;

  /** @throws AppError NOT_FOUND, also for another scope's run; SERVER_BUSY */
  function find(scope: string, id: string, person?: string): Found {
    const run = live.get(scope, id, person);
    if (run) {
      const { log } = run;
      return { run: run.record, seq: log.seq, live: !log.ended, source: log, output: run.output };
    }
    const row = rows.run(scope, id);
    if (!row) throw new AppError('NOT_FOUND');
    // Interrupted, but a full disk did not let the reaper say so yet.
    if (row.status === 'queued' || row.status === 'streaming') throw new AppError('SERVER_BUSY');
    const output = rows.output(scope, id) ?? emptyOutput(id);
    return {
      run: author.read(scope, 'runs', id) ?? row.record,
      seq: row.seq,
      live: false,
      output: () => output,
      source: storedSource(row.record, output, row.seq)
    };
  }

  /** Newest first. A run in the trash is left out, so a page may be short. */
  function page(scope: string, asked: Page): { items: Run[]; nextCursor: string | null } {
    const found = rows.page(scope, asked);
    const last = found.at(-1);
    return {
      items: found
        .map((row) => author.read(scope, 'runs', row.id) ?? row.record)
        .filter((run) => run.deletedAt === null),
      nextCursor: last && found.length === asked.limit ? `${last.startedAt}.${last.id}` : null
    };
  }

  return { find, page };
}

export type Reading = ReturnType<typeof createReading>;
