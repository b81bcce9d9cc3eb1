import type { AppUpdate } from './app-update.svelte';

const hourMs = 60 * 60 * 1000;
const firstVisitMs = 5000;
const againMs = 60 * 1000;

/**
 * Keeps the app on this device, but on a first visit not before the reader's first seconds are over: a
 * hundred files fetched then would slow the very screen they are for. Returns the way to call it off.
 */
export function registerWorkerInTime(update: AppUpdate): () => void {
  let timer: ReturnType<typeof setTimeout>;
  const after = (ms: number) => {
    timer = setTimeout(() => void registerWorker(update).catch(() => after(againMs)), ms);
  };
  after(navigator.serviceWorker.controller ? 0 : firstVisitMs);
  return () => clearTimeout(timer);
}

/**
 * Registers the service worker and looks for a new version hourly and whenever the app comes back to
 * the front. Without one (private windows) the app works, but does not open offline. Rejects where the
 * server is away.
 */
async function registerWorker(update: AppUpdate): Promise<void> {
  const [{ Workbox }, { ownScript }] = await Promise.all([
    import('workbox-window'),
    import('$lib/api/own-script')
  ]);
  const worker = new Workbox(ownScript('/sw.js'), { updateViaCache: 'none' });
  update.watch(worker, navigator.serviceWorker.controller !== null);
  try {
    await worker.register();
  } catch (error) {
    console.warn('The app will not open offline: its service worker was refused.', error);
    return;
  }
  // Looking for an update needs the network; failing to is no news.
  const look = () => void update.check().catch(() => undefined);
  setInterval(look, hourMs);
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') look();
    else update.hidden();
  });
}
