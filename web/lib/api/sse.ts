import { createParser } from 'eventsource-parser';
import { AppError } from '#shared/errors';

export interface StreamEvent {
  event: string;
  /** The cursor to come back with; as it last stood where this event names none. */
  id: string;
  data: string;
}

interface FollowOptions {
  /** The last seq already read; `null` asks for a snapshot. */
  after: number | null;
  signal?: AbortSignal;
  method?: string;
  body?: string;
  headers?: Record<string, string>;
  /** Without a byte for so long (the server beats every ten seconds) the connection counts as dead. */
  idleMs?: number;
  /** The server's first byte comes with its headers; where it takes longer, rejects with HeldBack. */
  firstMs?: number;
  /** Called with whatever comes, also a heartbeat. */
  onbytes?: () => void;
}

/** Something between here and the server keeps a stream's bytes to itself until the stream is over. */
export class HeldBack extends Error {}

type Open = (url: string, init?: RequestInit) => Promise<Response>;

/**
 * Reads one connection's events, from a cursor on. It ends when the server ends the stream; a broken or
 * silent connection rejects with AppError OFFLINE, an abort with its reason. Coming back is the caller's:
 * with the id of the last event.
 */
export async function* follow(
  open: Open,
  url: string,
  options: FollowOptions
): AsyncGenerator<StreamEvent, void, undefined> {
  const { after, method = 'GET', body, headers, idleMs = 25_000, firstMs } = options;
  const watched = watchFirstByte(options.signal, firstMs);
  const { signal } = watched;
  let response: Response;
  try {
    response = await open(method === 'GET' ? withCursor(url, after) : url, {
      method,
      headers: { accept: 'text/event-stream', ...headers },
      ...(body === undefined ? {} : { body }),
      ...(signal ? { signal } : {})
    });
  } catch (error) {
    watched.came();
    throw signal?.aborted ? signal.reason : error;
  }
  if (!response.body || response.status === 204) return watched.came();
  if (!response.headers.get('content-type')?.startsWith('text/event-stream')) {
    watched.came();
    throw new AppError('INTERNAL', { detail: `The answer of ${url} was not a stream of events.` });
  }

  let id = after === null ? '' : String(after);
  let arrived: StreamEvent[] = [];
  const parser = createParser({
    onEvent(message) {
      id = message.id ?? id;
      arrived.push({ event: message.event ?? 'message', id, data: message.data });
    }
  });
  const decoder = new TextDecoder();
  const reader = response.body.getReader();
  let unfinished = true;
  try {
    for (;;) {
      const { done, value } = await readInTime(reader, idleMs);
      watched.came();
      unfinished = !done;
      options.onbytes?.();
      parser.feed(done ? decoder.decode() : decoder.decode(value, { stream: true }));
      const ready = arrived;
      arrived = [];
      yield* ready;
      if (done) return;
    }
  } catch (cause) {
    unfinished = cause instanceof Silence;
    if (signal?.aborted) throw signal.reason;
    throw cause instanceof AppError ? cause : new AppError('OFFLINE', { cause });
  } finally {
    watched.came();
    // Left in the middle, or silent: the connection must not stay open behind the reader's back.
    if (unfinished) await reader.cancel();
  }
}

/** A signal that also aborts, with HeldBack, unless `came` is called in time. */
function watchFirstByte(signal: AbortSignal | undefined, firstMs: number | undefined) {
  if (firstMs === undefined) return { signal, came: () => undefined };
  const held = new AbortController();
  const timer = setTimeout(() => held.abort(new HeldBack('No first byte.')), firstMs);
  const pass = () => held.abort(signal?.reason);
  if (signal?.aborted) pass();
  else signal?.addEventListener('abort', pass, { once: true });
  return { signal: held.signal, came: () => clearTimeout(timer) };
}

class Silence extends Error {}

async function readInTime(reader: ReadableStreamDefaultReader<Uint8Array>, idleMs: number) {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const silence = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Silence('Nothing came, not even a heartbeat.')), idleMs);
  });
  try {
    return await Promise.race([reader.read(), silence]);
  } finally {
    clearTimeout(timer);
  }
}

function withCursor(url: string, after: number | null): string {
  return after === null ? url : `${url}${url.includes('?') ? '&' : '?'}after=${after}`;
}
