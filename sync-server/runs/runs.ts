import type { Hono } from 'hono';
import type { Logger } from 'pino';
import type { Tell } from '../audit/audit.ts';
import type { Author } from '../db/author.ts';
import type { Sql } from '../db/open.ts';
import type { Writer } from '../db/writer.ts';
import type { EventSource } from '../http/event-source.ts';
import type { Env } from '../http/route.ts';
import type { Envelope } from '../secrets/envelope.ts';
import type { Gate } from '../limits/gate.ts';
import { openGate } from '../limits/open-gate.ts';
import { createAdmission, type Asker } from './admission.ts';
import { createCircuits } from './circuits.ts';
import { windowMs } from './coalescer.ts';
import { createHeartbeat } from './heartbeat.ts';
import { createRunImport } from './import-runs.ts';
import { createIdempotency } from './idempotency.ts';
import type { KeptBytes } from './kept-bytes.ts';
import { noBytes } from './kept-bytes.ts';
import { createLeftovers } from './leftovers.ts';
import { createLiveRuns } from './live-runs.ts';
import type { RunObserver } from './observer.ts';
import { observedBy } from './observer.ts';
import type { Resolve } from './live-run.ts';
import { createKeeper } from './persistence.ts';
import { createRawFrames } from './raw-frames.ts';
import { createReading } from './reading.ts';
import { createReaper } from './reaper.ts';
import { createRunRoutes } from './routes.ts';
import { createRows } from './rows.ts';
import { createRunEvents } from './run-events.ts';
import { createRetention } from './retention.ts';
import { createRun } from './runner.ts';
import { createStopByKey } from './stop-by-key.ts';
import { createTicker } from './ticker.ts';
import type { Timers } from './timers.ts';
import { realTimers } from './timers.ts';
import { createWatchdog } from './watchdog.ts';

export interface RunsDeps {
  writer: Writer;
  sql: Sql;
  author: Author;
  resolve: Resolve;
  /** Milliseconds since the epoch. */
  now: () => number;
  /** Milliseconds that never jump. */
  monotonic: () => number;
  newId: () => string;
  random: () => number;
  log: Logger;
  timers?: Timers;
  /** What seals raw frames; without it none are kept. */
  envelope?: Envelope;
  /** Who may begin, and when; without one everybody at once. */
  gate?: Gate;
  /** Where the bytes of images and files are; without it no prompt can have any. */
  kept?: KeptBytes;
  /** Told of what is deleted because its time has come. */
  tell?: Tell;
  /** Who measures; nobody unless said. */
  observer?: RunObserver;
}

export interface Runs {
  routes: Hono<Env>;
  /** A person's live runs, for their one event stream. */
  events: EventSource;
  /** Ends what the last stop of the process interrupted. Before the server listens. */
  reap(): Promise<void>;
  /** From now on says what lives here, and ends what is stuck. Stopped by `drain`. */
  start(): void;
  /** Takes no more runs, gives the live ones `ms` to end, then ends them as interrupted and kept. */
  drain(ms: number): Promise<void>;
  liveCount(): number;
  /** Ends those of somebody who is not here any more; resolves when nothing of them is written. */
  end(which: (run: Asker) => boolean): Promise<void>;
  /** Deletes what projects do not want kept any longer. */
  retain(): Promise<void>;
}

/** The run engine: a runner appends to a log, subscribers read it, and the keeper writes it down. */
export function createRuns(deps: RunsDeps): Runs {
  const { writer, author, now, monotonic, random, log } = deps;
  const timers = deps.timers ?? realTimers;
  const rows = createRows(deps.sql);
  const watchdog = createWatchdog(timers, monotonic);
  const ticker = createTicker(windowMs, timers);
  const keeper = createKeeper({ writer, rows, author, timers, log });
  const live = createLiveRuns(timers, keeper.owes);
  const leftovers = createLeftovers();
  const observer = deps.observer ?? observedBy([]);
  const runner = {
    keeper,
    ticker,
    watchdog,
    timers,
    now,
    monotonic,
    random,
    log,
    observer,
    leftovers,
    circuits: createCircuits(monotonic)
  };
  const reaper = createReaper({ writer, rows, author, now, log });
  const heartbeat = createHeartbeat({ writer, rows, live, reaper, timers, now, log });
  const { envelope } = deps;
  const raw = envelope
    ? createRawFrames({ envelope, sql: deps.sql, writer, timers, now, monotonic, log })
    : null;
  let open = true;
  const keys = createIdempotency({ rows, live, now });
  const admission = createAdmission({
    writer,
    rows,
    author,
    live,
    keys,
    resolve: deps.resolve,
    now,
    newId: deps.newId,
    create(plan) {
      const run = createRun(runner, raw?.recording(plan) ?? plan);
      void run.ended.then(() => raw?.keep(run));
      return run;
    },
    gate: deps.gate ?? openGate,
    kept: deps.kept ?? noBytes,
    isOpen: () => open,
    onLost: (err) => log.error({ err }, 'the cost of a run could not be written down')
  });
  const stopByKey = createStopByKey({ writer, keys, live });
  const reading = createReading({ rows, author, live });

  const routes = createRunRoutes({
    admit: admission.admit,
    stopByKey,
    reading,
    live,
    author,
    watchdog,
    monotonic
  });
  routes.route('/', createRunImport({ sql: deps.sql, writer, rows, author, now }));
  if (raw) routes.route('/', raw.routes);

  return {
    routes,
    events: createRunEvents(live, reading),
    retain: createRetention({
      sql: deps.sql,
      writer,
      author,
      rows,
      now,
      tell: deps.tell ?? (() => undefined)
    }),
    reap: () => reaper.reapAll(),
    start: heartbeat.start,
    async drain(ms) {
      open = false;
      await writer.idle(); // whoever is being let in right now becomes live
      const ended = Promise.all(live.all().map((run) => run.ended));
      for (const run of live.all()) run.warn(ms);
      let cancel: () => void = () => undefined;
      const late = new Promise<void>((resolve) => (cancel = timers.after(ms, resolve)));
      await Promise.race([ended, late]);
      cancel();
      for (const run of live.all()) run.interrupt('SERVER_SHUTDOWN');
      await ended;
      heartbeat.stop();
      await leftovers.close();
      await writer.idle();
    },
    liveCount: () => live.all().length,
    async end(which) {
      admission.refuse(which);
      await writer.idle(); // whoever is past that becomes live
      const ending = live.all().filter(which);
      for (const run of ending) run.interrupt('MEMBER_LEFT');
      await Promise.all(ending.map((run) => run.ended));
      await writer.idle();
    }
  };
}
