import type { ServerResponse } from 'node:http';
import type { Entry } from './event-log.ts';
import type { Watchdog } from './watchdog.ts';

/** What a subscriber reads: a live log, or a stored run told again. */
export interface Source {
  read(after: number | null): Entry[];
  follow(listener: (entry: Entry) => void): () => void;
  readonly ended: boolean;
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

/**
 * Writes a log to a Node response. It goes at the reader's pace and drops the reader who cannot keep
 * up: that one resumes by its cursor, and the run never waits.
 */
export function subscribe(
  source: Source,
  after: number | null,
  response: ServerResponse,
  deps: { watchdog: Watchdog; headers: Record<string, string> }
): void {
  const beat = deps.watchdog.watch();
  const stall = deps.watchdog.watch();
  let stalled = false;

  function drop() {
    detach();
    response.destroy();
  }

  function write(bytes: Buffer) {
    if (out.write(bytes) || stalled) return;
    stalled = true;
    stall.set(stalledMs, drop);
  }

  function onEntry(entry: Entry) {
    write(entry.frame);
    if (source.ended) return finish();
    if (out.writableLength > queuedBytes) drop();
  }

  function onDrain() {
    stalled = false;
    stall.clear();
  }

  function onBeat() {
    write(heartbeat);
    beat.set(heartbeatMs, onBeat);
  }

  function detach() {
    stop();
    beat.clear();
    stall.clear();
  }

  function finish() {
    detach();
    response.end();
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
  response.on('close', detach);
  // A reader that vanished is no fault of ours; 'close' follows.
  response.on('error', detach);
  // Reading and following happen in one turn, so that no entry falls between them.
  const stop = source.follow(onEntry);
  write(Buffer.concat([retryHint, ...source.read(after).map((entry) => entry.frame)]));
  if (source.ended) finish();
  else beat.set(heartbeatMs, onBeat);
}
