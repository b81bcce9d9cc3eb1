import { liveQuery } from 'dexie';
import * as z from 'zod/mini';
import { AppError } from '#shared/errors';
import { accepted, ended, forgotten, nextStep, refused, sending } from '#shared/run-queue';
import type { Ended, QueuedRun } from '#shared/run-queue';
import type { Api } from '$lib/api/client';
import type { Database } from '$lib/data/db';
import { transact } from '$lib/data/transact';
import { sayStops } from './stops';

/** What became of a run that waited here. */
export interface QueueNews {
  kind: 'finished' | 'failed' | 'held';
  item: QueuedRun;
}

export interface DrainDeps {
  db: Database;
  api: Pick<Api, 'get' | 'post'>;
  /** Milliseconds since the epoch. */
  now: () => number;
  newId: () => string;
  after: (ms: number, work: () => void) => () => void;
  deadline: (ms: number) => AbortSignal | undefined;
  /** A request did not reach the server: whoever tells the person so may look for himself. */
  away: () => void;
  /** Once for each run, in the tab that drains. */
  tell: (news: QueueNews) => void;
}

const answered = z.lazy(() => z.object({ runId: z.string() }));
const shown = z.lazy(() =>
  z.object({
    live: z.boolean(),
    run: z.object({
      status: z.string(),
      errorCode: z.nullable(z.string()),
      errorDetail: z.nullable(z.string()),
      preview: z.string()
    })
  })
);
type SeenRun = z.infer<typeof shown>['run'];

const answerMs = 30_000;
/** Runs come back by sync; where that takes longer, the server is asked. */
const lookMs = 15_000;
/** As long as an open prompt may take to show a run that has begun. */
const graceMs = 2000;

/**
 * Sends what waits. Every step is written down before and after, under the run's key, so that it may be
 * cut off anywhere or done in two tabs at once: the server begins one run per key.
 */
export function createDrain(deps: DrainDeps) {
  const { db, api, now, newId, after, deadline, tell } = deps;
  let stopped = true;
  let busy: Promise<void> | null = null;
  let again = false;
  let failures = 0;
  let pausedUntil = 0;
  let cancelTimer = () => {};
  let cancelLook = () => {};
  let unsubscribe = () => {};

  function wake(): void {
    if (stopped) return;
    if (busy) {
      again = true;
      return;
    }
    cancelTimer();
    busy = pass()
      .catch((error: unknown) => pause(error))
      .finally(() => {
        busy = null;
        if (again) {
          again = false;
          wake();
        }
      });
  }

  function pause(error: unknown): void {
    if (!(error instanceof AppError))
      console.warn('The queue of runs stopped for a moment.', error);
    const asked = error instanceof AppError ? (error.retryAfterMs ?? 0) : 0;
    rest(Math.max(asked, Math.min(15_000, 500 * 2 ** failures)));
  }

  function rest(ms: number): void {
    failures += 1;
    pausedUntil = now() + ms;
    wakeIn(ms);
  }

  function wakeIn(ms: number): void {
    cancelTimer();
    if (!stopped) cancelTimer = after(ms, wake);
  }

  async function pass(): Promise<void> {
    const left = pausedUntil - now();
    if (left > 0) return wakeIn(left);
    await sayStops(db, api, deadline(answerMs));
    await settle();
    while (!stopped) {
      const items = await db.queuedRuns.toArray();
      const step = nextStep(items, now());
      if (step.do === 'wait') {
        cancelLook();
        if (items.some(isRunning)) cancelLook = after(lookMs, () => void look().catch(pause));
        if (step.ms !== null) wakeIn(step.ms);
        return;
      }
      if (step.do === 'hold') {
        if (await replace(step.item, () => step.item)) tell({ kind: 'held', item: step.item });
      } else if (!(await send(step.item))) return;
    }
  }

  /** Writes what becomes of a wish, unless it has become something else meanwhile. */
  function replace(
    item: QueuedRun,
    next: (there: QueuedRun) => QueuedRun | null
  ): Promise<QueuedRun | null> {
    return transact(db, ['queuedRuns'], async () => {
      const there = await db.queuedRuns.get(item.id);
      if (there?.idempotencyKey !== item.idempotencyKey || there.state === 'held') return null;
      if (there.runId !== null && item.runId === null) return null;
      const become = next(there);
      if (become) await db.queuedRuns.put(become);
      else await db.queuedRuns.delete(item.id);
      return there;
    });
  }

  /** False: nothing more is to be sent for now. */
  async function send(item: QueuedRun): Promise<boolean> {
    if (!(await replace(item, (there) => sending(there, now())))) return true;
    const signal = deadline(answerMs);
    try {
      const { runId } = await api.post(
        `/v1/prompts/${item.promptId}/execute`,
        item.request,
        answered,
        {
          headers: { 'idempotency-key': item.idempotencyKey },
          ...(signal ? { signal } : {})
        }
      );
      failures = 0;
      await replace(item, (there) => accepted(there, runId, now()));
      return true;
    } catch (error) {
      return answeredBadly(item, error);
    }
  }

  async function answeredBadly(item: QueuedRun, error: unknown): Promise<boolean> {
    // No answer in time is none: the same key is sent again.
    const known = error instanceof AppError ? error : new AppError('OFFLINE', { cause: error });
    if (known.code === 'OFFLINE') deps.away();
    let pauseMs: number | null = null;
    let held: QueuedRun | null = null;
    await replace(item, (there) => {
      const outcome = refused(there, known, failures);
      pauseMs = outcome.pauseMs;
      held = outcome.item.state === 'held' ? outcome.item : null;
      return outcome.item;
    });
    if (held) tell({ kind: 'held', item: held });
    if (pauseMs === null) return true;
    rest(pauseMs);
    return false;
  }

  /** Runs whose end has come by sync are done with here. */
  async function settle(): Promise<void> {
    for (const item of await running()) {
      const run = await db.runs.get(item.runId ?? '');
      if (!run || !isOver(run)) continue;
      // Also a quick answer goes into the text of its prompt, if that is open.
      const left = item.shown ? 0 : (item.acceptedAt ?? 0) + graceMs - now();
      if (left > 0) after(left, wake);
      else await finish(item, run);
    }
  }

  async function look(): Promise<void> {
    for (const item of await running()) {
      try {
        const { live, run } = await api.get(`/v1/runs/${item.runId}`, shown);
        if (!live && isOver(run)) await finish(item, run);
      } catch (error) {
        if (!(error instanceof AppError)) throw error;
        // A restored server does not know it. Anything else says nothing about the run.
        if (error.code === 'NOT_FOUND' && (await replace(item, forgotten)))
          tell({ kind: 'held', item: forgotten(item) });
      }
    }
    wake();
  }

  const running = async () => (await db.queuedRuns.toArray()).filter(isRunning);

  async function finish(item: QueuedRun, run: SeenRun): Promise<void> {
    const { status, errorCode, errorDetail } = run;
    const end = { status, errorCode, errorDetail, hasOutput: run.preview !== '' } as Ended;
    let left: QueuedRun | null = null;
    const was = await replace(item, (there) => (left = ended(there, end, now(), newId)));
    // Another tab has said it; or the prompt is open and shows it; or it is asked again by itself.
    if (!was || was.shown || status === 'stopped' || isWaiting(left)) return;
    tell({ kind: left ? 'held' : status === 'done' ? 'finished' : 'failed', item: left ?? was });
  }

  return {
    /** Until the returned function is called. Call it where the server can be reached. */
    start(): () => void {
      stopped = false;
      failures = 0;
      pausedUntil = 0;
      const watched = liveQuery(async () => {
        const items = await db.queuedRuns.toArray();
        const ids = items.flatMap(({ runId }) => runId ?? []);
        await Promise.all([db.stops.count(), db.runs.bulkGet(ids)]);
      }).subscribe(wake, (error: unknown) => pause(error));
      unsubscribe = () => watched.unsubscribe();
      wake();
      return () => {
        stopped = true;
        unsubscribe();
        cancelTimer();
        cancelLook();
      };
    },
    /** Resolves when there is nothing to do now. */
    async idle(): Promise<void> {
      while (busy) await busy;
    },
    wake
  };
}

function isRunning({ state }: QueuedRun): boolean {
  return state === 'running';
}

function isOver({ status }: Pick<SeenRun, 'status'>): boolean {
  return status !== 'queued' && status !== 'streaming';
}

/** A function, as a variable set in a callback is not followed by the compiler. */
function isWaiting(item: QueuedRun | null): boolean {
  return item?.state === 'waiting';
}
