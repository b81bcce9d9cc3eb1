import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import type { Context } from 'hono';
import {
  heartbeat,
  heartbeatMs,
  openEventSocket,
  retryHint,
  sseHeaders,
  type EventSocket,
  type SocketDeps,
  type Watch
} from './event-socket.ts';
import type { Env } from './route.ts';

/** Begins to say something on a socket; the answer stops it, and may be called more than once. */
export type Attach = (socket: EventSocket) => () => void;

/** Answers a request with an event stream, straight on the Node response where there is one. */
export function answerEvents(
  c: Context<Env>,
  watch: () => Watch,
  attach: Attach,
  extra: Record<string, string> = {}
): Response {
  const timing = c.get('timing') ?? [];
  const headers = {
    ...extra,
    ...(timing.length > 0 ? { 'server-timing': timing.join(', ') } : {}),
    ...(c.get('requestId') ? { 'x-request-id': c.get('requestId') } : {})
  };
  let stop = () => {};
  let gone = false;
  let forget: () => void = () => {};
  /** Whoever asked may lose the right while it is open. */
  function opened(socket: EventSocket): () => void {
    const principal = c.get('principal');
    if (principal) forget = c.get('streams')?.add(principal, () => socket.end()) ?? forget;
    return attach(socket);
  }
  const deps: SocketDeps = {
    watch,
    headers,
    onGone() {
      gone = true;
      forget();
      stop();
    }
  };
  const response = c.env?.outgoing;
  if (response) {
    stop = opened(openEventSocket(response, deps));
    if (gone) stop();
    return RESPONSE_ALREADY_SENT;
  }
  return webResponse(deps, (socket) => {
    stop = opened(socket);
    if (gone) stop();
  });
}

/** The same stream as a web Response, for callers without a Node response (tests, `app.request`). */
function webResponse(deps: SocketDeps, open: (socket: EventSocket) => void): Response {
  const beat = deps.watch();
  let over = false;
  function leave() {
    if (over) return;
    over = true;
    beat.clear();
    deps.onGone();
  }
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      const onBeat = () => {
        controller.enqueue(heartbeat);
        beat.set(heartbeatMs, onBeat);
      };
      open({
        begin(frames) {
          controller.enqueue(retryHint);
          for (const frame of frames) controller.enqueue(frame);
          beat.set(heartbeatMs, onBeat);
        },
        write: (frame) => void (over || controller.enqueue(frame)),
        end() {
          if (over) return;
          leave();
          controller.close();
        }
      });
    },
    cancel: leave
  });
  return new Response(body, { headers: { ...sseHeaders, ...deps.headers } });
}
