/** Browsers without idle callbacks get a moment to paint instead. */
const momentMs = 200;
const latestMs = 1000;

/**
 * Does `work` when the first screen stands and the page has time for it, within about a second.
 * Returns the way to call it off; what `work` returned is called then too.
 */
export function whenIdle(work: () => void | (() => void)): () => void {
  let undo: void | (() => void);
  const begin = () => {
    undo = work();
  };
  if (typeof requestIdleCallback === 'undefined') {
    const timer = setTimeout(begin, momentMs);
    return () => {
      clearTimeout(timer);
      undo?.();
    };
  }
  const request = requestIdleCallback(begin, { timeout: latestMs });
  return () => {
    cancelIdleCallback(request);
    undo?.();
  };
}
