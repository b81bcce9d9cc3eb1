/**
 * Counts from 0 to `last`, one with each task, from when the component that calls this is mounted: what is mounted
 * step by step leaves room between for first keys and taps, and for a paint.
 */
export function inSteps(last: number): { readonly reached: number } {
  let reached = $state(0);
  $effect(() => {
    if (reached === last) return;
    const timer = setTimeout(() => (reached += 1));
    return () => clearTimeout(timer);
  });
  return {
    get reached() {
      return reached;
    }
  };
}
