import * as z from 'zod/mini';
import { AppError } from '#shared/errors';
import { follow, HeldBack } from '$lib/api/sse';
import type { RunPorts } from './ports';

/** An entry of a run's log, not yet looked into. */
export interface WireEntry {
  seq: number;
  type: string;
  data: unknown;
}

/** How entries come: by themselves, or because this page asks again and again. */
export type Way = 'stream' | 'poll';

export interface Reading {
  runId: string;
  /** The last seq already read. */
  after: number;
  /** Ask first, whatever the stream says of where the run stands: it may be dead without knowing. */
  fresh: boolean;
  signal: AbortSignal;
  /** How long a stream's first byte may take; usually `firstMs`. */
  firstMs?: number;
  /** Called with each entry once and in order. Answers true when it was the last. */
  take(entry: WireEntry): boolean;
  /** The server answers, this way. */
  onway(way: Way): void;
}

const logSchema = z.lazy(() =>
  z.object({
    items: z.array(z.object({ seq: z.int(), type: z.string(), data: z.unknown() })),
    ended: z.boolean()
  })
);
const waitS = 10;
const betweenMs = 150;
/** Where no request may wait at the server: a hidden page, or many runs at once. */
const seldomMs = 1500;
/** The server's first byte comes with its headers. */
export const firstMs = 6000;

type WirePorts = Pick<RunPorts, 'open' | 'rest' | 'feed' | 'slots' | 'visible'>;

/**
 * Reads a run's log to its end, from the person's one stream where that is open, else by asking. An entry
 * that does not follow on the last one is a gap, and what lies in it is asked for. Rejects with AppError,
 * or the signal's reason.
 */
export async function readRun(ports: WirePorts, reading: Reading): Promise<void> {
  const { runId, signal, take, onway } = reading;
  const { feed } = ports;
  let at = reading.after;
  let over = false;
  let held = false;
  let absent = false;

  /** False for a gap. A snapshot stands for all that came before it. */
  function accept(entry: WireEntry): boolean {
    if (over || entry.seq <= at) return true;
    if (entry.seq !== at + 1 && entry.type !== 'snapshot') return false;
    at = entry.seq;
    over = take(entry);
    return true;
  }

  async function ask(seconds: number): Promise<void> {
    const wait = seconds > 0 ? `&wait=${seconds}` : '';
    const response = await ports.open(`/v1/runs/${runId}/log?after=${at}${wait}`, {
      headers: { accept: 'application/json' },
      signal
    });
    const { items, ended } = logSchema.parse(await response.json());
    for (const item of items) accept(item);
    if (ended && !over)
      throw new AppError('INTERNAL', { detail: 'The run ended without saying how.' });
  }

  async function poll(): Promise<void> {
    const release = ports.visible() ? ports.slots.take() : null;
    try {
      await ask(release ? waitS : 0);
    } finally {
      release?.();
    }
    onway('poll');
    if (!over) await ports.rest(release ? betweenMs : seldomMs);
  }

  /** Until the end of the run or of the stream. */
  async function listen(feed: NonNullable<RunPorts['feed']>): Promise<void> {
    let missing = reading.fresh;
    let asking = false;
    let queue: WireEntry[] = [];
    let wake = () => {};
    let failure: Error | null = null;
    const stop = feed.follow(runId, {
      frame({ seq, event, data }) {
        try {
          const entry = { seq, type: event, data: JSON.parse(data) as unknown };
          if (asking) queue.push(entry);
          else if (!accept(entry)) missing = true;
        } catch (cause) {
          // Its reader's failure, not that of the stream, which others read too.
          failure = new Error('An entry could not be read.', { cause });
        }
        if (missing || over || failure) wake();
      },
      turned() {
        missing ||= feed.standing(runId) !== at;
        wake();
      }
    });
    const aborted = () => wake();
    signal.addEventListener('abort', aborted);
    try {
      missing ||= !over && feed.standing(runId) !== at;
      reading.fresh = false;
      while (!over && feed.state === 'open') {
        signal.throwIfAborted();
        if (failure) throw failure;
        if (missing) {
          missing = false;
          asking = true;
          await ask(0);
          asking = false;
          for (const entry of queue) if (!accept(entry)) missing = true;
          queue = [];
          // Just begun, or temporary and in nobody's stream: the next word has to be asked for.
          absent = !over && !missing && feed.standing(runId) === null;
          if (absent) return;
        } else {
          onway('stream');
          await new Promise<void>((resolve) => (wake = resolve));
        }
      }
    } finally {
      signal.removeEventListener('abort', aborted);
      stop();
    }
  }

  /** A connection of its own, for a run that is in nobody's stream. */
  async function stream(): Promise<void> {
    const open = async (path: string, init?: RequestInit) => {
      const response = await ports.open(path, init);
      onway('stream');
      return response;
    };
    const url = `/v1/runs/${runId}/events`;
    const options = () => ({ after: at, signal, firstMs: reading.firstMs ?? firstMs });
    try {
      for await (const { event, id, data } of follow(open, url, options())) {
        if (!accept({ seq: Number(id), type: event, data: JSON.parse(data) as unknown }))
          throw new AppError('OFFLINE', { detail: 'The stream has a gap.' });
        if (over) return;
      }
      throw new AppError('OFFLINE', { detail: 'The stream broke off.' });
    } catch (error) {
      if (!(error instanceof HeldBack)) throw error;
      held = true;
    }
  }

  while (!over) {
    signal.throwIfAborted();
    if (feed?.state === 'open' && !absent) await listen(feed);
    else if (feed || held) {
      absent = false;
      await poll();
    } else await stream();
  }
}
