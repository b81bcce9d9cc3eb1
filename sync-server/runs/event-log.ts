import type { RunEvent } from '#shared/run-events';
import { isTerminal } from '#shared/run-events';
import type { EventType } from '#shared/run-events';
import type { Timers } from './timers.ts';

/** One line of a run's log, encoded once: every subscriber is sent the same buffer. */
export interface Entry {
  seq: number;
  type: EventType;
  /** The JSON of its data. */
  json: string;
  /** The same as a ready SSE frame. */
  frame: Buffer;
}

export type DataOf<Type extends EventType> = Extract<RunEvent, { type: Type }>['data'];

/**
 * The truth about one live run: gapless, append-only, read by cursor. It never waits for a reader, and
 * a reader that fell behind its ring is given one snapshot instead of what it missed.
 */
export interface EventLog {
  append<Type extends EventType>(type: Type, data: DataOf<Type>): Entry;
  /** Everything after a cursor; with none, or one older than the ring, a snapshot and what follows it. */
  read(after: number | null): Entry[];
  /** Calls `listener` with every later entry until the answer is called. */
  follow(listener: (entry: Entry) => void): () => void;
  /** Resolves at the first entry after `after`, or after `ms`. */
  wait(after: number, ms: number): Promise<void>;
  /** The newest seq; 0 before the first. */
  readonly seq: number;
  readonly ended: boolean;
}

const ringEntries = 512;
const ringBytes = 256 * 1024;

export function encodeEntry(seq: number, type: EventType, data: unknown): Entry {
  const json = JSON.stringify(data);
  return { seq, type, json, frame: Buffer.from(`event: ${type}\nid: ${seq}\ndata: ${json}\n\n`) };
}

/** An entry as one line of JSON, without parsing what it carries. */
export function jsonLine(entry: Entry): string {
  return `{"seq":${entry.seq},"type":"${entry.type}","data":${entry.json}}`;
}

export function createEventLog(snapshot: () => DataOf<'snapshot'>, timers: Timers): EventLog {
  let ring: Entry[] = [];
  let bytes = 0;
  let first = 0; // index of the oldest entry that still counts; the array is cut now and then
  let seq = 0;
  let ended = false;
  const listeners = new Set<(entry: Entry) => void>();

  function drop() {
    while (ring.length - first > ringEntries || (bytes > ringBytes && ring.length - first > 1)) {
      bytes -= ring[first]?.frame.length ?? 0;
      first += 1;
    }
    if (first < ringEntries) return;
    ring = ring.slice(first);
    first = 0;
  }

  function append<Type extends EventType>(type: Type, data: DataOf<Type>): Entry {
    if (ended) throw new Error(`A run's log was written after its end (${type}).`);
    const entry = encodeEntry(seq + 1, type, data);
    seq = entry.seq;
    ended = isTerminal(type);
    ring.push(entry);
    bytes += entry.frame.length;
    drop();
    for (const listener of listeners) listener(entry);
    return entry;
  }

  function read(after: number | null): Entry[] {
    if (seq === 0) return [];
    const oldest = ring[first]?.seq ?? seq;
    if (after !== null && after >= oldest - 1) return ring.slice(first + after - oldest + 1);
    // A snapshot stands for all text so far; the terminal entry is never inside one.
    const last = ring.at(-1);
    if (!ended || !last) return [encodeEntry(seq, 'snapshot', snapshot())];
    return [encodeEntry(seq - 1, 'snapshot', snapshot()), last];
  }

  function follow(listener: (entry: Entry) => void) {
    listeners.add(listener);
    return () => void listeners.delete(listener);
  }

  return {
    append,
    read,
    follow,
    wait(after, ms) {
      if (seq > after || ended) return Promise.resolve();
      return new Promise((resolve) => {
        const stop = follow(() => finish());
        const cancel = timers.after(ms, () => finish());
        function finish() {
          stop();
          cancel();
          resolve();
        }
      });
    },
    get seq() {
      return seq;
    },
    get ended() {
      return ended;
    }
  };
}
