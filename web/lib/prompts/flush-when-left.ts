import type { LastWords } from '$lib/data/last-words';

/**
 * Saves when the page is hidden or left. The shell writes down the last words, which is certain; this may or
 * may not come to its end. If it does, they are none any more. The answer ends it.
 */
export function flushWhenLeft(flush: () => Promise<void>, lastWords: LastWords): () => void {
  const left = () => void flush().then(() => lastWords.write());
  const hidden = () => document.visibilityState === 'hidden' && left();
  window.addEventListener('pagehide', left);
  document.addEventListener('visibilitychange', hidden);
  return () => {
    window.removeEventListener('pagehide', left);
    document.removeEventListener('visibilitychange', hidden);
  };
}
