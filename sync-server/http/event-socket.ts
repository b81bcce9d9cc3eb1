import type { ServerResponse } from 'node:http';

/** Where the frames of one event stream go, at the reader's pace and never slower than its sender's. */
export interface EventSocket {
  /** The retry hint and what the reader has missed, in one write of any size; heartbeats begin. */
  begin(frames: Buffer[]): void;
  /** Drops the reader instead of keeping more than 256 KiB for it. */
  write(frame: Buffer): void;
  /** Nothing follows; what is queued is still sent. */
  end(): void;
}

/** One deadline; setting it again moves it. */
export interface Watch {
  set(ms: number, onLate: () => void): void;
  clear(): void;
}

export interface SocketDeps {
  watch: () => Watch;
  headers: Record<string, string>;
  /** Called once, when nothing will be taken any more: ended, left, or dropped. */
  onGone: () => void;
}

export const sseHeaders: Record<string, string> = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-cache, no-transform',
  'x-accel-buffering': 'no',
  'x-content-type-options': 'nosniff',
  'cross-origin-resource-policy': 'same-origin'
};

export const retryHint = Buffer.from('retry: 1500\n\n');
export const heartbeat = Buffer.from(': hb\n\n');
export const heartbeatMs = 10_000;

/** Bytes one slow reader may hold in memory, and how long it may take nothing at all. */
const queuedBytes = 256 * 1024;
const stalledMs = 15_000;
/** A first write larger than the queue is given time by its size: a second for so many bytes. */
const slowestBytesPerS = 16 * 1024;

/** The stream on a Node response. A reader who cannot keep up is dropped, and resumes by its cursor. */
export function openEventSocket(response: ServerResponse, deps: SocketDeps): EventSocket {
  const beat = deps.watch();
  const stall = deps.watch();
  let stalled = false;
  let over = false;
  let allowed = queuedBytes;

  function leave() {
    if (over) return;
    over = true;
    beat.clear();
    deps.onGone();
  }

  function drop() {
    leave();
    response.destroy();
  }

  function closed() {
    stall.clear();
    leave();
  }

  /** Bytes the kernel has taken. */
  const taken = () => ('bytesWritten' in out ? out.bytesWritten - out.writableLength : 0);

  function send(bytes: Buffer, extraMs = 0) {
    out.write(bytes);
    if (stalled || out.writableLength === 0) return;
    stalled = true;
    expectProgress(stalledMs + extraMs);
  }

  function expectProgress(ms: number) {
    const before = taken();
    stall.set(ms, () => {
      if (taken() === before) drop();
      else if (out.writableLength > 0) expectProgress(stalledMs);
      else onDrain();
    });
  }

  function onDrain() {
    stalled = false;
    allowed = queuedBytes;
    stall.clear();
  }

  function onBeat() {
    send(heartbeat);
    beat.set(heartbeatMs, onBeat);
  }

  // Ended by closing instead of by chunks: one plain write per entry, and a stream that ends without
  // its terminal event is a lost one anyway.
  response.removeHeader('transfer-encoding');
  response.writeHead(200, { ...sseHeaders, ...deps.headers, connection: 'close' });
  // What follows the headers needs no more framing, so it goes to the socket itself: a write through the
  // response would be corked and handed on a tick later, each time.
  response.flushHeaders();
  const out = response.socket ?? response;
  out.on('drain', onDrain);
  response.on('close', closed);
  // A reader that vanished is no fault of ours; 'close' follows.
  response.on('error', leave);

  return {
    begin(frames) {
      if (over) return;
      const first = Buffer.concat([retryHint, ...frames]);
      // A large snapshot to a slow reader must not be what drops it: it would be asked for again.
      allowed = queuedBytes + first.length;
      beat.set(heartbeatMs, onBeat);
      send(first, (first.length / slowestBytesPerS) * 1000);
    },
    write(frame) {
      if (over) return;
      send(frame);
      if (out.writableLength > allowed) drop();
    },
    end() {
      if (over) return;
      leave();
      response.end();
    }
  };
}
