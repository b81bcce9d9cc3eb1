import type { Channel, FinishReason, Usage } from '#shared/run-events';
import type { TokenLogprob } from '#shared/collections';
import type { AppError } from '#shared/errors';
import type { ModelCall } from '#shared/requests/model-call';

/**
 * The contract of a provider. An adapter is pure: it builds a request, reduces what comes back, knows
 * the end of its dialect, and classifies refusals. It has no clock, no network, no state between calls.
 */

export interface Endpoint {
  baseUrl: string;
  key: string | null;
  /** What this server refused of the things we ask for on our own account; not asked for again. */
  without?: ReadonlySet<string>;
}

export interface HttpRequest {
  url: string;
  method: 'POST' | 'GET';
  headers: Record<string, string>;
  body: string | null;
}

/** What a piece of an answer says. Text is never empty. */
export type Delta =
  | {
      type: 'text';
      channel: Channel;
      text: string;
      logprobs?: TokenLogprob[];
      call?: { id: string; name?: string };
    }
  /**
   * `costNanoUsd` where the provider says itself what the call cost, in integer nano-dollars. Empty
   * counts say no more than that the model is at work.
   */
  | { type: 'usage'; usage: Partial<Usage>; costNanoUsd?: number }
  | { type: 'model'; name: string }
  | { type: 'finish'; reason: FinishReason; providerReason: string }
  | { type: 'error'; error: AppError };

/** Folds the frames of one answer. Made anew for each call. */
export interface Reducer {
  /** `data` of one SSE event, or one line of NDJSON. Throws AppError('UPSTREAM_PROTOCOL'). */
  reduce(frame: { event: string | null; data: string }): Delta[];
  /** True once the dialect's terminal sign was seen: only then is the end of the stream an end. */
  isEnd(): boolean;
}

export interface Adapter {
  framing: 'sse' | 'ndjson';
  /**
   * Set where the terminal sign only makes the end of the stream a proper one: more may follow it, so
   * the connection is never closed from here.
   */
  endsWithStream?: boolean;
  buildRequest(call: ModelCall, endpoint: Endpoint): HttpRequest;
  createReducer(call: ModelCall): Reducer;
  /** Turns a refusal (status ≥ 400) into one of our codes; the provider's text scrubbed, ≤ 2 KiB. */
  classify(status: number, headers: Record<string, string>, body: string): AppError;
}

/**
 * What closing the connection does to the bill. `abort`: it stops the model, and what came is what is
 * billed. `drain`: the model goes on whatever one does, so the call is read to its end for its usage.
 * `abort+estimate`: nobody says; it is closed, and the bill may be larger than what came.
 */
export type CancelPolicy = 'abort' | 'drain' | 'abort+estimate';

/** What a run needs from whoever runs its model: over HTTP, or in this process (the sample model). */
export interface Provider {
  /** `abort` where nothing is said. */
  cancelPolicy?: CancelPolicy;
  /** A request sent again is known to run once over there. */
  idempotent?: boolean;
  /**
   * Calls the model once and reports what it says until its terminal sign. Resolves at a proper end;
   * rejects with AppError otherwise (`facts.sent`: whether the request may have reached the model).
   * Aborting closes the upstream connection and rejects with the signal's reason.
   */
  run(call: ModelCall, sink: Sink, signal: AbortSignal): Promise<void>;
}

export interface Sink {
  /** The request was written out, then response headers came: what the watchdogs reset on. */
  progress(stage: 'connected' | 'sent' | 'headers' | 'bytes'): void;
  delta(delta: Delta): void;
  /**
   * Where somebody wants to see it: what the provider sends, line by line as it comes, without the key and
   * without headers. Answers false when no more is wanted.
   */
  line?(text: string): boolean;
}
