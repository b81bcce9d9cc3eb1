import * as z from 'zod/mini';
import { AppError, toAppError } from '#shared/errors';
import { foldRun, freshRun } from '#shared/fold-run';
import { eventSchemas, isTerminal } from '#shared/run-events';
import type { RunEvent, RunState } from '#shared/run-events';
import { follow, HeldBack } from '$lib/api/sse';
import type { RunPorts } from './ports';
import { tokensBetween } from './run-facts';
import { firstMs, readRun } from './run-wire';
import type { Way, WireEntry } from './run-wire';

/** How to come by the run: start it (again, with the same key), or join it by its id. */
export interface RunSource {
  runId: string | null;
  start: { path: string; idempotencyKey: string; body: unknown } | null;
}

export interface RunWatcher {
  /** The run has this id; before any of its text. */
  onrun?(runId: string): void;
  /** Once per frame in which something came. */
  onflush?(state: RunState): void;
  /**
   * Once, at the end; `state.error` says what went wrong, if something did. `complete` where the log
   * came to its end; else the server could not be asked, or knew nothing.
   */
  onend?(state: RunState, complete: boolean): void;
  /** The server has not heard of a stop, or not surely: it has to be kept and said again, also by others. */
  onunheard?(seen: number): void;
}

type Connection = 'connecting' | 'live' | 'waiting' | 'ended';

const started = z.lazy(() => z.object({ runId: z.string() }));

/**
 * One run as this page sees it. The run belongs to the server: connections come and go, each begins
 * where the last one broke off, and only a terminal event is an end. A connection that closes without
 * one, for whatever reason, is a lost connection.
 */
export class RunSession {
  state = $state.raw<RunState>(freshRun);
  runId = $state.raw<string | null>(null);
  connection = $state.raw<Connection>('connecting');
  /** Why the last connection could not be made; gone with the next event. */
  trouble = $state.raw<AppError | null>(null);
  /** `poll` where this network lets no stream through, and the server is asked again and again. */
  way = $state.raw<Way>('stream');
  stopping = $state.raw(false);
  /** The display stands still; the run goes on, and so does its reading. */
  paused = $state.raw(false);
  /** Tokens that came since the pause; estimated where the model gives no probabilities. */
  waiting = $state.raw(0);
  /** It has come to its end, which is shown with what waits. */
  endedBehind = $state.raw(false);
  /** Milliseconds of the server's clock since the run was admitted, as of the last event. */
  elapsedMs = $state.raw(0);

  #ports: RunPorts;
  #watcher: RunWatcher;
  #start: RunSource['start'];
  #folded: RunState = freshRun;
  /** The last seq read, also of entries this version does not know. */
  #seq = 0;
  #elapsed = 0;
  #tried = false;
  #woken = false;
  #closed = false;
  #seen: number | null = null;
  #callOff: (() => void) | null = null;
  #wire = new AbortController();
  #asleep: () => void;

  constructor(ports: RunPorts, source: RunSource, watcher: RunWatcher = {}) {
    this.#ports = ports;
    this.#watcher = watcher;
    this.#start = source.start;
    this.runId = source.runId;
    this.#asleep = ports.onwake(() => {
      this.#woken = true;
      this.#wire.abort(new Error('The page woke up.'));
    });
    void this.#keepFollowing();
  }

  get live(): boolean {
    return this.connection !== 'ended';
  }

  /** Stops the run and keeps exactly what has been seen: `seen` characters of its text. */
  stop(seen = this.state.text.length): void {
    if (!this.live || this.stopping) return;
    if (this.endedBehind) return this.resume();
    this.stopping = true;
    this.paused = false;
    this.#seen = seen;
    this.#publish();
    if (this.runId) return void this.#cancel(this.runId, seen);
    this.#watcher.onunheard?.(seen);
    // Nothing was answered and nothing can be asked now: for this page the run never was.
    if (this.connection === 'waiting') this.#finish({ ...this.#folded, status: 'stopped' }, false);
  }

  pause(): void {
    if (!this.live || this.stopping) return;
    this.waiting = 0;
    this.paused = true;
  }

  /** Shows what has come in the meantime, and goes on. */
  resume(): void {
    if (!this.paused) return;
    this.paused = false;
    if (this.endedBehind) this.#finish(this.#folded, true);
    else this.#publish();
  }

  /** Leaves the run to itself; it goes on. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.connection = 'ended';
    this.#callOff?.();
    this.#asleep();
    this.#wire.abort(new Error('This page looked away.'));
  }

  async #keepFollowing(): Promise<void> {
    let attempt = 0;
    while (!this.#closed && !this.endedBehind) {
      const before = this.#seq;
      const wire = (this.#wire = new AbortController());
      try {
        await this.#connect(wire.signal);
      } catch (error) {
        // The end closes its own wire; that is no failure, however long it took to get there.
        if (this.#closed) return;
        if (!wire.signal.aborted && isFinal(error)) return this.#fail(error);
        // Stopped without an answer: the stop is kept, and to ask again might only begin it.
        if (this.#seen !== null && this.runId === null)
          return this.#finish({ ...this.#folded, status: 'stopped' }, false);
        const known = toAppError(error);
        // A server that answers, but never in a way that leads on, is not asked for ever.
        if (known.code === 'INTERNAL' && attempt >= 4) return this.#fail(known);
        this.trouble = wire.signal.aborted ? null : known;
      }
      if (this.#closed || this.endedBehind) return;
      attempt = this.#seq > before ? 0 : attempt + 1;
      this.connection = 'waiting';
      // A page that woke asks at once; everything else backs off with full jitter.
      if (!wire.signal.aborted || attempt > 1) {
        await this.#ports.rest(this.#ports.random() * Math.min(8000, 250 * 2 ** attempt));
      }
    }
  }

  async #connect(signal: AbortSignal): Promise<void> {
    this.connection = 'connecting';
    const start = this.#start;
    if (this.runId === null && start && !this.#ports.feed && !this.#tried) {
      this.#tried = true;
      return this.#startStreaming(start, signal);
    }
    const runId = this.runId ?? (await this.#ask(signal));
    const fresh = this.#woken;
    this.#woken = false;
    await readRun(this.#ports, {
      runId,
      after: this.#seq,
      fresh,
      signal,
      take: (entry) => this.#take(entry),
      onway: (way) => this.#reached(way)
    });
  }

  /** Without a stream for all runs, the request that starts one streams it: that saves a round trip. */
  async #startStreaming(start: NonNullable<RunSource['start']>, signal: AbortSignal) {
    const open = async (path: string, init?: RequestInit) => {
      const response = await this.#ports.open(path, init);
      this.#reached('stream');
      return response;
    };
    const events = follow(open, start.path, {
      after: 0,
      signal,
      firstMs,
      method: 'POST',
      body: JSON.stringify(start.body),
      headers: { 'content-type': 'application/json', 'idempotency-key': start.idempotencyKey }
    });
    try {
      for await (const { event, id, data } of events)
        if (this.#take({ seq: Number(id), type: event, data: JSON.parse(data) as unknown })) return;
    } catch (error) {
      // The run has begun all the same; its key will tell.
      if (!(error instanceof HeldBack)) throw error;
    }
  }

  #reached(way: Way): void {
    if (this.#closed) return;
    this.connection = 'live';
    this.trouble = null;
    const { feed } = this.#ports;
    // Asking until the stream is open is not worth a word.
    this.way = feed && feed.state !== 'held' ? 'stream' : way;
  }

  /** The first answer was lost: the same key gives the same run, or starts it if it never was. */
  async #ask(signal: AbortSignal): Promise<string> {
    const start = this.#start;
    if (!start) throw new AppError('NOT_FOUND');
    const response = await this.#ports.open(start.path, {
      method: 'POST',
      headers: {
        accept: 'application/json',
        'content-type': 'application/json',
        'idempotency-key': start.idempotencyKey
      },
      body: JSON.stringify(start.body),
      signal
    });
    const { runId } = started.parse(await response.json());
    this.#named(runId);
    return runId;
  }

  /** Takes an entry in; true when nothing follows that this page would want. */
  #take({ seq, type, data }: WireEntry): boolean {
    if (this.#closed) return true;
    this.#seq = Math.max(this.#seq, seq);
    const parsed = parse(type, seq, data);
    if (!parsed) return false;
    if (parsed.type === 'start') this.#named(parsed.data.runId);
    if ('t' in parsed.data) this.#elapsed = parsed.data.t;
    this.#folded = foldRun(this.#folded, parsed);
    if (isTerminal(parsed.type)) {
      if (this.paused) this.#endBehind();
      else this.#finish(this.#folded, true);
      return true;
    }
    this.#callOff ??= this.#ports.frame(() => this.#publish());
    return false;
  }

  #named(runId: string): void {
    if (this.runId === runId) return;
    this.runId = runId;
    this.#watcher.onrun?.(runId);
    if (this.#seen !== null) void this.#cancel(runId, this.#seen);
  }

  async #cancel(runId: string, seen: number): Promise<void> {
    for (let attempt = 1; !this.#closed; attempt += 1) {
      try {
        await this.#ports.open(`/v1/runs/${runId}/cancel`, {
          method: 'POST',
          // Also where the page closes right after.
          keepalive: true,
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ seen })
        });
        return;
      } catch (error) {
        this.trouble = toAppError(error);
        if (isFinal(error)) return;
        if (attempt === 1) this.#watcher.onunheard?.(seen);
        await this.#ports.rest(this.#ports.random() * Math.min(8000, 250 * 2 ** attempt));
      }
    }
  }

  #publish(): void {
    this.#callOff?.();
    this.#callOff = null;
    if (this.paused) {
      this.waiting = tokensBetween(this.state, this.#folded);
      return;
    }
    // After a stop nothing more appears, also what was already on its way.
    const seen = this.#seen;
    this.state =
      seen === null || this.#folded.text.length <= seen
        ? this.#folded
        : { ...this.#folded, text: this.#folded.text.slice(0, seen) };
    this.elapsedMs = this.#elapsed;
    this.#watcher.onflush?.(this.state);
  }

  #endBehind(): void {
    this.endedBehind = true;
    this.#publish();
  }

  #finish(state: RunState, complete: boolean): void {
    this.#folded = state;
    this.#seen = null;
    this.paused = false;
    this.endedBehind = false;
    try {
      this.#publish();
    } finally {
      // Over is over, also where the screen could not show it: nothing more would ever come.
      this.stopping = false;
      this.close();
      this.#watcher.onend?.(this.state, complete);
    }
  }

  #fail(error: AppError): void {
    // Stopped before it began, here or by another tab.
    if (error.code === 'CANCELLED')
      return this.#finish({ ...this.#folded, status: 'stopped' }, false);
    const { code, message, detail = null } = error;
    const failed = { code, message, detail, retryable: false };
    this.#finish({ ...this.#folded, status: 'failed', error: failed }, false);
  }
}

/** What asking again will not change. A server that is away, or busy restarting, is asked again. */
function isFinal(error: unknown): error is AppError {
  if (!(error instanceof AppError)) return false;
  return !['OFFLINE', 'SERVER_SHUTDOWN', 'OUTCOME_UNKNOWN', 'INTERNAL'].includes(error.code);
}

/** An event of this version, or null for what a newer server adds. */
function parse(type: string, seq: number, data: unknown): RunEvent | null {
  if (!Object.hasOwn(eventSchemas, type)) return null;
  const schema = eventSchemas[type as keyof typeof eventSchemas];
  return { type, seq, data: schema.parse(data) } as RunEvent;
}
