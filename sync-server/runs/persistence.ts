import type { Logger } from 'pino';
import type { Run } from '#shared/collections';
import { AppError, toAppError } from '#shared/errors';
import type { Author } from '../db/author.ts';
import type { Writer } from '../db/writer.ts';
import { asAppError } from '../db/writer.ts';
import { answerChanges } from './conversation-turn.ts';
import type { Entry } from './event-log.ts';
import { jsonLine } from './event-log.ts';
import type { LiveRun } from './live-run.ts';
import type { Rows } from './rows.ts';
import { runChange } from './synced-fields.ts';
import { createTicker } from './ticker.ts';
import type { Timers } from './timers.ts';

/** What keeps runs on the disk while they live, and at their end. */
export interface Keeper {
  /** A run that has begun: other devices hear of it with the next write, unless it has ended by then. */
  announce(run: LiveRun): void;
  /** A new entry to be kept with the next write, at most 250 ms from now. */
  touch(run: LiveRun, entry: Entry): void;
  /**
   * Commits how a run ended: record, output and history in one transaction. Answers `null` once it is
   * on the disk, else why not; then it goes on trying by itself while this process lives.
   */
  end(run: LiveRun, seq: number): Promise<AppError | null>;
  /** Writes what became known of a run after it had ended as `before`. Never rejects. */
  amend(run: LiveRun, before: Run): Promise<void>;
  /** Whether this run's end is still only in memory. */
  owes(runId: string): boolean;
}

const everyMs = 250;
const firstRetryMs = 1_000;
const longestRetryMs = 60_000;

export function createKeeper(deps: {
  writer: Writer;
  rows: Rows;
  author: Author;
  timers: Timers;
  log: Logger;
}): Keeper {
  const { writer, rows, author, log } = deps;
  const ticker = createTicker(everyMs, deps.timers);
  const unkept = new Map<string, Entry[]>();
  let unannounced = new Set<LiveRun>();
  /** Runs whose end is being written: their segments are of no more use. */
  const closed = new Set<string>();
  let failing = false;

  /** One transaction for the news of all runs; what could not be written waits for the next. */
  function flush() {
    const batch = [...unkept].map(([id, entries]) => ({ id, entries: [...entries] }));
    const begun = [...unannounced];
    if (batch.length === 0 && begun.length === 0) return;
    for (const { id } of batch) unkept.delete(id);
    unannounced = new Set();
    writer
      .transact(() => {
        for (const run of begun)
          if (!closed.has(run.id))
            author.write(run.scope, [runChange(author, run.scope, run.record)]);
        for (const { id, entries } of batch) {
          const [from, to] = [entries[0]?.seq ?? 0, entries.at(-1)?.seq ?? 0];
          rows.insertSegment(id, from, to, entries.map(jsonLine).join('\n'));
        }
      })
      .then(() => (failing = false))
      .catch((error: unknown) => {
        // Said once, not four times a second.
        if (!failing)
          log.warn({ err: asAppError(error) }, 'new text of runs is not on the disk yet');
        failing = true;
        for (const { id, entries } of batch)
          if (!closed.has(id)) unkept.set(id, [...entries, ...(unkept.get(id) ?? [])]);
        for (const run of begun) if (!run.log.ended) unannounced.add(run);
        if (unkept.size > 0 || unannounced.size > 0) ticker.mark(flush);
      });
  }

  function commit(run: LiveRun, seq: number) {
    return writer.transact(() => {
      const first = rows.endRun(run.scope, run.record, run.keptOutput(), seq);
      if (!first) rows.dropSegments(run.id);
      else {
        const answer = answerChanges(author, run.scope, run.record, run.keptOutput());
        author.write(run.scope, [runChange(author, run.scope, run.record), ...answer]);
        run.pass.settle(run.record);
      }
      return first;
    });
  }

  function tryAgain(run: LiveRun, seq: number, waitMs: number) {
    deps.timers.after(waitMs, () => {
      commit(run, seq).then(
        () => closed.delete(run.id),
        (error: unknown) => {
          log.warn({ err: error, runId: run.id }, 'the end of a run is not on the disk yet');
          tryAgain(run, seq, Math.min(waitMs * 2, longestRetryMs));
        }
      );
    });
  }

  return {
    announce(run) {
      unannounced.add(run);
      ticker.mark(flush);
    },
    touch(run, entry) {
      const entries = unkept.get(run.id);
      if (entries) entries.push(entry);
      else unkept.set(run.id, [entry]);
      ticker.mark(flush);
    },
    async end(run, seq) {
      closed.add(run.id);
      unkept.delete(run.id);
      unannounced.delete(run);
      try {
        const first = await commit(run, seq);
        closed.delete(run.id);
        // Another process took this one for dead and ended it: what it wrote stands.
        return first ? null : new AppError('INTERRUPTED');
      } catch (thrown) {
        const error = asAppError(thrown);
        log.error({ err: error, runId: run.id }, 'the end of a run could not be kept');
        tryAgain(run, seq, firstRetryMs);
        return toAppError(error);
      }
    },
    async amend(run, before) {
      // Its end is still to be written, and will be written with this.
      if (closed.has(run.id)) return;
      try {
        await writer.transact(() => {
          run.pass.correct(before, run.record);
          if (!run.store) return;
          rows.amendRun(run.record);
          author.write(run.scope, [runChange(author, run.scope, run.record)]);
        });
      } catch (error) {
        log.warn({ err: error, runId: run.id }, 'the usage of a stopped run could not be kept');
      }
    },
    owes: (runId) => closed.has(runId)
  };
}
