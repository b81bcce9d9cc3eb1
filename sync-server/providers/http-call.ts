import { AppError } from '#shared/errors';
import { answerKind, endedEarly } from './answer-kind.ts';
import { connectionError } from './connection-error.ts';
import { createFramer } from './framing.ts';
import { createLineTap } from './line-tap.ts';
import { scrub } from './scrub.ts';
import type { Dispatcher } from 'undici';
import type { Adapter, Endpoint, HttpRequest, Provider, Reducer, Sink } from './adapter.ts';
import type { Egress } from './egress.ts';
import type { Framer } from './framing.ts';

/** How much of a refusal's body is read. */
const maxRefusal = 64 * 1024;
/** How long a server may keep a stream open after its terminal sign (usage comes in that time). */
const lingerMs = 2000;

interface Line {
  adapter: Adapter;
  endpoint: Endpoint;
  egress: Egress;
  /** Milliseconds since the epoch, for servers that name a date to wait for and not their own. */
  now?: (() => number) | undefined;
}

/** A provider that speaks one dialect to one endpoint over HTTP. */
export function createHttpProvider(line: Line): Provider {
  const { adapter, endpoint } = line;
  return {
    async run(call, sink, signal) {
      signal.throwIfAborted();
      const createReducer = () => adapter.createReducer(call);
      await send(line, adapter.buildRequest(call, endpoint), { createReducer, sink, signal });
    }
  };
}

/** Sends one request and hears its answer; resolves and rejects as a provider's `run` does. */
export async function send(
  { adapter, endpoint, egress, now }: Line,
  request: HttpRequest,
  to: { createReducer: () => Reducer; sink: Sink; signal: AbortSignal }
): Promise<void> {
  const { createReducer, sink, signal } = to;
  signal.throwIfAborted();
  const url = egress.check(request.url);
  // The key is for the origin it was entered for, and for no other.
  if (url.origin !== new URL(endpoint.baseUrl).origin)
    throw new AppError('EGRESS_BLOCKED', {
      detail: 'The request left its connection’s origin.'
    });
  await new Promise<void>((resolve, reject) => {
    const exchange = createExchange({
      adapter,
      createReducer,
      sink,
      endpoint,
      resolve,
      reject,
      now
    });
    const onAbort = () => exchange.abort(signal.reason);
    signal.addEventListener('abort', onAbort, { once: true });
    exchange.onSettled(() => signal.removeEventListener('abort', onAbort));
    egress.dispatcher.dispatch(
      {
        origin: url.origin,
        path: url.pathname + url.search,
        method: request.method,
        headers: { ...request.headers, 'accept-encoding': 'identity' },
        body: request.body
      },
      exchange.handler
    );
  });
}

interface ExchangeDeps {
  now: (() => number) | undefined;
  adapter: Adapter;
  createReducer: () => Reducer;
  sink: Sink;
  endpoint: Endpoint;
  resolve: () => void;
  reject: (reason: unknown) => void;
}

type Answer =
  | { kind: 'none' }
  | { kind: 'stream'; reducer: Reducer; framer: Framer; headers: Record<string, string> }
  | {
      kind: 'body';
      status: number;
      headers: Record<string, string>;
      chunks: Buffer[];
      size: number;
    };

/** One request and its answer. It settles once; whatever comes after that is dropped. */
function createExchange(deps: ExchangeDeps) {
  const { adapter, createReducer, sink, endpoint, resolve, reject, now } = deps;
  let controller: Dispatcher.DispatchController | null = null;
  let answer: Answer = { kind: 'none' };
  let sent = false;
  let frames = 0;
  let settled = false;
  let linger: NodeJS.Timeout | null = null;
  let afterwards = () => {};
  const tap = sink.line ? createLineTap((text) => sink.line?.(text) ?? false, endpoint.key) : null;

  function settle(finish: () => void) {
    if (settled) return;
    settled = true;
    tap?.end();
    if (linger) clearTimeout(linger);
    afterwards();
    finish();
  }

  function fail(reason: unknown) {
    settle(() => reject(withFacts(reason, sent, endpoint.key)));
    close();
  }

  /** Closes the socket at once: an upstream that nobody reads still bills. */
  function close() {
    controller?.abort(new Error('The call is over.'));
  }

  function succeed() {
    settle(resolve);
  }

  function read(reducer: Reducer, frame: { event: string | null; data: string }) {
    if (settled) return;
    frames += 1;
    for (const delta of reducer.reduce(frame)) {
      if (delta.type === 'error') throw delta.error;
      sink.delta(delta);
    }
  }

  const dated = (): Record<string, string> => (now ? { date: new Date(now()).toUTCString() } : {});

  function begin(status: number, headers: Record<string, string>): Answer {
    if (answerKind(status, headers, adapter.framing) === 'body')
      return { kind: 'body', status, headers, chunks: [], size: 0 };
    const reducer = createReducer();
    return {
      kind: 'stream',
      reducer,
      headers,
      framer: createFramer(adapter.framing, (frame) => read(reducer, frame))
    };
  }

  function refusal(body: Extract<Answer, { kind: 'body' }>): AppError {
    const text = scrubKey(Buffer.concat(body.chunks).toString('utf8'), endpoint.key);
    if (body.status >= 400) return adapter.classify(body.status, body.headers, text);
    if (/^\s*\{[\s\S]*"error"\s*:/.test(text)) return adapter.classify(400, body.headers, text);
    return new AppError('UPSTREAM_PROTOCOL', {
      detail: 'The server answered with one document instead of a stream. Check the address.',
      facts: { providerStatus: body.status }
    });
  }

  function guarded(work: () => void) {
    if (settled) return;
    try {
      work();
    } catch (error) {
      fail(error);
    }
  }

  const handler: Dispatcher.DispatchHandler = {
    onRequestStart(started) {
      controller = started;
      if (settled) return close();
      // The request is written in the same breath; from here on it may have reached the model.
      sent = true;
      sink.progress('connected');
      sink.progress('sent');
    },
    onResponseStart(_controller, status, headers) {
      if (status < 200) return;
      guarded(() => {
        sink.progress('headers');
        answer = begin(status, { ...dated(), ...flat(headers) });
      });
    },
    onResponseData(_controller, chunk) {
      guarded(() => {
        tap?.feed(chunk);
        if (answer.kind === 'body') {
          answer.chunks.push(chunk);
          answer.size += chunk.length;
          if (answer.size > maxRefusal) fail(refusal(answer));
        } else if (answer.kind === 'stream') {
          sink.progress('bytes');
          answer.framer.feed(chunk);
          if (!linger && !settled && !adapter.endsWithStream && answer.reducer.isEnd())
            linger = setTimeout(() => {
              succeed();
              close();
            }, lingerMs);
        }
      });
    },
    onResponseEnd() {
      guarded(() => {
        if (answer.kind === 'body') return fail(refusal(answer));
        if (answer.kind === 'none') return fail(new AppError('UPSTREAM_PROTOCOL'));
        const { framer, reducer } = answer;
        if (!reducer.isEnd()) endFramer(framer);
        if (reducer.isEnd()) succeed();
        else fail(endedEarly(frames, answer.headers));
      });
    },
    onResponseError(_controller, error) {
      if (answer.kind === 'stream' && answer.reducer.isEnd()) succeed();
      else if (answer.kind === 'body')
        fail(refusal(answer)); // cut short, it says enough
      else fail(connectionError(error, sent, answer.kind !== 'none'));
    }
  };

  return {
    handler,
    onSettled: (work: () => void) => (afterwards = work),
    /** Closes the connection and rejects with the signal's reason. */
    abort(reason: unknown) {
      settle(() => reject(reason));
      close();
    }
  };
}

/** What was cut in the middle of a frame says nothing: the stream is truncated, not unreadable. */
function endFramer(framer: Framer) {
  try {
    framer.end();
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'UPSTREAM_PROTOCOL') throw error;
  }
}

function scrubKey(text: string, key: string | null): string {
  return key ? text.replaceAll(key, '[key]') : text;
}

/** Adds what the retry layer has to know, and takes the key out of what a provider said. */
function withFacts(reason: unknown, sent: boolean, key: string | null): unknown {
  if (!(reason instanceof AppError)) return reason;
  return new AppError(reason.code, {
    detail: reason.detail === undefined ? undefined : scrub(reason.detail, key),
    retryAfterMs: reason.retryAfterMs,
    facts: { ...reason.facts, sent: reason.facts['sent'] ?? sent },
    cause: reason.cause
  });
}

function flat(headers: Record<string, string | string[] | undefined>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(', ') : (value ?? '')
    ])
  );
}
