import type { Source } from './subscriber.ts';
import { heartbeat, heartbeatMs, retryHint, sseHeaders } from './subscriber.ts';
import type { Watchdog } from './watchdog.ts';

/** The same stream as a web Response, for callers without a Node response (tests, `app.request`). */
export function streamResponse(
  source: Source,
  after: number | null,
  deps: { watchdog: Watchdog; headers: Record<string, string> }
): Response {
  const beat = deps.watchdog.watch();
  let stop: () => void = () => undefined;
  const detach = () => {
    stop();
    beat.clear();
  };
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      const finish = () => {
        detach();
        controller.close();
      };
      stop = source.follow((entry) => {
        controller.enqueue(entry.frame);
        if (source.ended) finish();
      });
      const onBeat = () => {
        controller.enqueue(heartbeat);
        beat.set(heartbeatMs, onBeat);
      };
      controller.enqueue(retryHint);
      for (const entry of source.read(after)) controller.enqueue(entry.frame);
      if (source.ended) finish();
      else beat.set(heartbeatMs, onBeat);
    },
    cancel: detach
  });
  return new Response(body, { headers: { ...sseHeaders, ...deps.headers } });
}
