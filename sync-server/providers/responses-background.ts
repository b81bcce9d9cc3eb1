import { AppError } from '#shared/errors';
import { fetchJson } from './fetch-json.ts';
import { send } from './http-call.ts';
import { openaiHeaders } from './openai-chat.ts';
import { cancelUrl, openaiResponses, resumeRequest } from './openai-responses.ts';
import { createResponsesReducer } from './responses-reducer.ts';
import type { ErrorCode } from '#shared/errors';
import type { Endpoint, HttpRequest, Provider, Sink } from './adapter.ts';
import type { Egress } from './egress.ts';

/** A connection that broke; the response goes on without it. */
const broken = new Set<ErrorCode>([
  'STREAM_TRUNCATED',
  'UPSTREAM_AMBIGUOUS',
  'MODEL_UNAVAILABLE',
  'RATE_LIMITED',
  'TIMEOUT_CONNECT'
]);
/** Looks in a row that brought nothing new. */
const looksAtMost = 5;
const firstWaitMs = 500;
const longestWaitMs = 8000;
/** A stop that comes before the response has told its name waits this long for it. */
const nameMs = 10_000;
const cancelMs = 5000;
/**
 * A connection that is silent for this long may be dead without saying so: it is opened anew. That is
 * also the proof that the model is still at work, told before anybody's patience with silence ends.
 */
const quietMs = 20_000;

/**
 * Runs a response that goes on over there whatever becomes of the connection: a broken one is taken up
 * after the last event that was read, and a stop is told, since closing the connection would not stop it.
 * @param wait resolves after so many milliseconds, or when the signal fires
 */
export function createBackgroundProvider(deps: {
  endpoint: Endpoint;
  egress: Egress;
  wait: (ms: number, signal: AbortSignal) => Promise<void>;
}): Provider {
  const { endpoint, egress, wait } = deps;

  async function cancel(id: string): Promise<void> {
    const headers = openaiHeaders(endpoint);
    const question = { url: cancelUrl(endpoint, id), headers, body: {}, key: endpoint.key };
    const ask = () => fetchJson(egress, { ...question, timeoutMs: cancelMs });
    // Asked twice at most. What cannot be told is left to end by itself, and the run is over anyway.
    await ask()
      .catch(ask)
      .catch(() => undefined);
  }

  return {
    async run(call, sink, signal) {
      signal.throwIfAborted();
      const reducer = createResponsesReducer();
      const connection = new AbortController();
      const close = () => connection.abort(signal.reason);
      let sent = false;

      // A response that has not told its name yet cannot be stopped: the stop waits for it.
      const onAbort = () => {
        if (!sent || reducer.cursor().id !== null) close();
        else void wait(nameMs, connection.signal).then(close);
      };
      signal.addEventListener('abort', onAbort, { once: true });
      /** Of the connection as it is now: it was made, and something came since the last look. */
      let reached = false;
      let heard = false;
      let wentQuiet = false;
      const watched: Sink = {
        progress(stage) {
          if (stage === 'sent') sent = reached = true;
          heard ||= stage === 'bytes';
          sink.progress(stage);
        },
        delta(delta) {
          if (signal.aborted) close();
          else sink.delta(delta);
        }
      };

      async function watch(line: AbortController) {
        reached = wentQuiet = false;
        while (!line.signal.aborted) {
          heard = false;
          await wait(quietMs, line.signal);
          // Before it has a name there is nothing to ask again.
          if (line.signal.aborted || reducer.cursor().id === null) continue;
          if (reached) sink.delta({ type: 'usage', usage: {} });
          wentQuiet = reached && !heard;
          if (!heard) line.abort(new AppError('STREAM_TRUNCATED'));
        }
      }

      async function over(request: HttpRequest) {
        const line = new AbortController();
        const onClose = () => line.abort(connection.signal.reason);
        connection.signal.addEventListener('abort', onClose);
        if (connection.signal.aborted) onClose();
        void watch(line);
        try {
          await send({ adapter: openaiResponses, endpoint, egress }, request, {
            createReducer: () => reducer,
            sink: watched,
            signal: line.signal
          });
        } finally {
          connection.signal.removeEventListener('abort', onClose);
          line.abort();
        }
      }

      let request = openaiResponses.buildRequest(call, endpoint);
      let looks = 0;
      try {
        for (;;) {
          const { sequence: before } = reducer.cursor();
          try {
            return await over(request);
          } catch (error) {
            const { id, sequence, over: isOver } = reducer.cursor();
            signal.throwIfAborted();
            if (id === null || isOver) throw error;
            if (!isBroken(error)) throw looks > 0 ? lostIfUnknown(error) : error;
            // Silence is no failure: whoever thinks for minutes says nothing for minutes.
            if (wentQuiet) looks = 0;
            else {
              looks = sequence === before ? looks + 1 : 1;
              if (looks > looksAtMost) throw truncated(error);
              await wait(
                Math.min(longestWaitMs, firstWaitMs * 2 ** (looks - 1)),
                connection.signal
              );
              signal.throwIfAborted();
            }
            reducer.resume();
            request = resumeRequest(endpoint, id, sequence);
          }
        }
      } finally {
        signal.removeEventListener('abort', onAbort);
        const { id, over: isOver } = reducer.cursor();
        if (id !== null && !isOver) void cancel(id);
      }
    }
  };
}

function isBroken(error: unknown): boolean {
  return error instanceof AppError && broken.has(error.code);
}

/** A response that cannot be found again broke off; that it is no model's name that is unknown. */
function lostIfUnknown(error: unknown): unknown {
  return error instanceof AppError && error.code === 'MODEL_NOT_FOUND' ? truncated(error) : error;
}

function truncated(error: unknown): AppError {
  return new AppError('STREAM_TRUNCATED', { facts: { sent: true }, cause: error });
}
