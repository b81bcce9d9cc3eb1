import type { Api } from '$lib/api/client';
import type { RunFeed } from '$lib/sync/run-feed';
import { createFrame } from './frame';
import type { Frame } from './frame';
import { createPollSlots } from './poll-slots';
import type { PollSlots } from './poll-slots';

/** What a followed run needs of the world. */
export interface RunPorts {
  /** A request whose status was checked: rejects with AppError, or with an abort's reason. */
  open: Api['raw'];
  /** The live runs of the person's one stream; `null` where each run has a connection of its own. */
  feed: RunFeed | null;
  /** Requests of this page that may wait at the server. */
  slots: PollSlots;
  visible(): boolean;
  frame: Frame;
  random(): number;
  /** Resolves after so many milliseconds, sooner when the page wakes or the network comes back. */
  rest(ms: number): Promise<void>;
  /** Called when the page wakes: whatever connection it had may be dead without knowing. */
  onwake(work: () => void): () => void;
}

const slots = createPollSlots(2);

export function browserPorts(api: Api, feed: RunFeed): RunPorts {
  const frame = createFrame({
    requestAnimationFrame: (work) => requestAnimationFrame(work),
    cancelAnimationFrame: (id) => cancelAnimationFrame(id),
    setTimeout: (work, ms) => window.setTimeout(work, ms),
    clearTimeout: (id) => window.clearTimeout(id),
    monotonic: () => performance.now()
  });
  function onwake(work: () => void) {
    const visible = () => document.visibilityState === 'visible' && work();
    document.addEventListener('visibilitychange', visible);
    window.addEventListener('online', work);
    window.addEventListener('pageshow', work);
    return () => {
      document.removeEventListener('visibilitychange', visible);
      window.removeEventListener('online', work);
      window.removeEventListener('pageshow', work);
    };
  }
  return {
    open: (path, init) => api.raw(path, init),
    feed,
    slots,
    frame,
    visible: () => document.visibilityState === 'visible',
    random: () => Math.random(),
    rest: (ms) =>
      new Promise((resolve) => {
        const done = () => {
          window.clearTimeout(timer);
          off();
          resolve();
        };
        const timer = window.setTimeout(done, ms);
        const off = onwake(done);
      }),
    onwake
  };
}
