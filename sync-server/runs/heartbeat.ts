import type { Logger } from 'pino';
import type { Writer } from '../db/writer.ts';
import type { LiveRuns } from './live-runs.ts';
import type { Reaper } from './reaper.ts';
import type { Rows } from './rows.ts';
import type { Timers } from './timers.ts';

const everyMs = 10_000;
/** A run of which nothing was heard for so long has no process any more, or one that is stuck. */
const silentMs = 90_000;
const forgetEveryMs = 60 * 60 * 1000;

/**
 * Says every ten seconds of each run of this process that it lives, unless it is long past its deadline:
 * such a run is stuck. Then ends those, of this process and of any other, that have long been silent.
 */
export function createHeartbeat(deps: {
  writer: Writer;
  rows: Rows;
  live: LiveRuns;
  reaper: Reaper;
  timers: Timers;
  now: () => number;
  log: Logger;
}): { start(): void; stop(): void } {
  const { writer, rows, live, reaper, now, log } = deps;
  let cancel: (() => void) | null = null;
  let lastAt = now();
  let forgotAt = now();

  function arm() {
    cancel = deps.timers.after(everyMs, () => {
      arm();
      void beat();
    });
  }

  async function beat() {
    const at = now();
    // A machine that slept, or a clock that was set: the others have not been heard for that reason.
    const jumped = Math.abs(at - lastAt - everyMs) > everyMs;
    lastAt = at;
    const ids = live
      .all()
      .filter((run) => run.store && !run.isStuck())
      .map(({ id }) => id);
    try {
      if (ids.length > 0) await writer.transact(() => rows.beat(ids, at));
    } catch (error) {
      // Without our own word on the disk nobody's silence says anything.
      return log.warn({ err: error }, 'the heartbeat of runs could not be written');
    }
    if (jumped) return;
    for (const { scope, id } of await reaper.reapSilent(at - silentMs))
      live.get(scope, id)?.abandon();
    for (const run of live.all()) if (!run.store && run.isStuck()) run.abandon();
    if (at - forgotAt < forgetEveryMs) return;
    forgotAt = at;
    await reaper.forgetKeys();
  }

  return {
    start() {
      lastAt = now();
      if (!cancel) arm();
    },
    stop() {
      cancel?.();
      cancel = null;
    }
  };
}
