import type { Pokes } from './pokes.ts';

/** Adds a source to a person's one event stream; returns the way to stop it. */
export type EventSource = (
  scope: string,
  send: (event: string, data: unknown) => void
) => () => void;

export function pokeEvents(pokes: Pokes): EventSource {
  return (scope, send) => pokes.subscribe(scope, (seq) => send('poke', { scope, seq }));
}

interface Deps {
  sources: EventSource[];
  /** Calls back again and again until stopped. */
  every: (ms: number, tick: () => void) => () => void;
}

const heartbeatMs = 20_000;
/** A reader that does not read is let go; its device asks by itself when it is back. */
const queuedLimit = 256;

/** One stream per browser: HTTP/1.1 allows about six connections to a host. */
export function createEventStream({ sources, every }: Deps) {
  return (scope: string): Response => {
    const encoder = new TextEncoder();
    let stop = () => {};
    const body = new ReadableStream<Uint8Array>(
      {
        start(controller) {
          const write = (text: string) => {
            if ((controller.desiredSize ?? 0) < -queuedLimit) {
              stop();
              controller.close();
              return;
            }
            controller.enqueue(encoder.encode(text));
          };
          const stops = [
            ...sources.map((source) =>
              source(scope, (event, data) =>
                write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`)
              )
            ),
            every(heartbeatMs, () => write(': hb\n\n'))
          ];
          stop = () => stops.forEach((end) => end());
          write('retry: 1500\n: hi\n\n');
        },
        cancel: () => stop()
      },
      { highWaterMark: queuedLimit }
    );
    return new Response(body, {
      headers: {
        'content-type': 'text/event-stream',
        'cache-control': 'no-cache, no-transform',
        'x-accel-buffering': 'no'
      }
    });
  };
}
