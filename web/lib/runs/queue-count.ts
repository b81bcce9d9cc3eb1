import type { QueuedRun } from '#shared/run-queue';

/** “2 runs queued”, and how many of them need the person. */
export function countWords(items: readonly Pick<QueuedRun, 'state'>[]): string {
  const held = items.filter(({ state }) => state === 'held').length;
  const queued = `${items.length.toLocaleString()} ${items.length === 1 ? 'run' : 'runs'} queued`;
  return held === 0 ? queued : `${queued}, ${held.toLocaleString()} held`;
}
