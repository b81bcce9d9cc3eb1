import { ownScript } from '$lib/api/own-script';
import workerAddress from './mark-worker.ts?worker&url';
import { markTexts } from './word-marks';
import type { Marked } from './word-marks';

/** Texts up to this length in all, in UTF-16 units, take less time to compare than to send to a worker. */
const quickLength = 20_000;

/** The part of a worker that is used; it answers one message. */
export type Marker = Pick<Worker, 'postMessage' | 'addEventListener' | 'terminate'>;

/**
 * Compares texts without holding up the page: short ones at once, long ones in a worker of their own. Calls
 * `done` once; the answer calls it off. A worker that cannot be had is done without.
 */
export function markAside(
  texts: readonly string[],
  done: (marked: Marked) => void,
  makeWorker: () => Marker = newWorker
): () => void {
  if (texts.reduce((sum, text) => sum + text.length, 0) <= quickLength) {
    done(markTexts(texts));
    return () => undefined;
  }
  const worker = makeWorker();
  worker.addEventListener('message', ({ data }: MessageEvent<Marked>) => {
    worker.terminate();
    done(data);
  });
  worker.addEventListener('error', () => {
    worker.terminate();
    done(markTexts(texts));
  });
  worker.postMessage(texts);
  return () => worker.terminate();
}

function newWorker(): Worker {
  return new Worker(ownScript(workerAddress), { type: 'module' });
}
