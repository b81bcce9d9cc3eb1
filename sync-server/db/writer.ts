import { AppError } from '#shared/errors';
import type { Sql } from './open.ts';

/**
 * The one writer. Work is done one unit after another, each in a savepoint of its own; whatever has
 * gathered while the last commit was on its way to the disk is committed together (group commit), and
 * a promise resolves only after that commit: resolved means fsynced.
 */
export interface Writer {
  /** Runs `work` inside the next transaction. A throw undoes this unit alone and rejects with it. */
  transact<T>(work: () => T): Promise<T>;
  /** Waits until nothing is queued. */
  idle(): Promise<void>;
}

interface Unit {
  work: () => unknown;
  resolve: (value: unknown) => void;
  reject: (reason: unknown) => void;
}

const unitsPerCommit = 64;
export function createWriter(sql: Sql): Writer {
  let queue: Unit[] = [];
  let scheduled = false;
  let waiters: (() => void)[] = [];

  function schedule() {
    if (scheduled || queue.length === 0) return;
    scheduled = true;
    setImmediate(commitNext);
  }

  function commitNext() {
    scheduled = false;
    const units = queue.slice(0, unitsPerCommit);
    queue = queue.slice(unitsPerCommit);
    const outcomes: (() => void)[] = [];
    try {
      sql.exec('begin immediate');
      for (const unit of units) {
        sql.exec('savepoint unit');
        try {
          const value = unit.work();
          sql.exec('release unit');
          outcomes.push(() => unit.resolve(value));
        } catch (error) {
          if (!sql.inTransaction) throw error; // the disk is full: SQLite has rolled everything back
          sql.exec('rollback to unit; release unit');
          outcomes.push(() => unit.reject(asAppError(error)));
        }
      }
      sql.exec('commit');
      for (const settle of outcomes) settle();
    } catch (error) {
      if (sql.inTransaction) sql.exec('rollback');
      // A failed commit may still be there after a restart: the answer is "unknown", never "failed".
      const reason = asAppError(error);
      for (const unit of units) unit.reject(reason);
    }
    schedule();
    if (queue.length === 0) {
      for (const wake of waiters) wake();
      waiters = [];
    }
  }

  return {
    transact<T>(work: () => T) {
      return new Promise<T>((resolve, reject) => {
        queue.push({ work, resolve: resolve as (value: unknown) => void, reject });
        schedule();
      });
    },
    idle: () =>
      queue.length === 0 && !scheduled
        ? Promise.resolve()
        : new Promise((resolve) => waiters.push(resolve))
  };
}

/** What SQLite says, in our codes. */
export function asAppError(error: unknown): unknown {
  const code = (error as { code?: unknown } | null)?.code;
  if (typeof code !== 'string' || !code.startsWith('SQLITE')) return error;
  if (code === 'SQLITE_FULL') return new AppError('STORAGE_FULL', { cause: error });
  if (code === 'SQLITE_BUSY')
    return new AppError('SERVER_BUSY', { cause: error, retryAfterMs: 1_000 });
  if (code.startsWith('SQLITE_IOERR')) {
    const full = /ENOSPC|no space/i.test(String((error as Error).message));
    return new AppError(full ? 'STORAGE_FULL' : 'OUTCOME_UNKNOWN', { cause: error });
  }
  return error;
}
