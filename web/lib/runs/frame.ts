/**
 * Runs `work` at the next frame, or after 250 ms where frames do not come (a hidden page); but not at every one:
 * see `restMs`.
 */
export type Frame = (work: () => void) => () => void;

interface Deps {
  requestAnimationFrame: (work: () => void) => number;
  cancelAnimationFrame: (id: number) => void;
  setTimeout: (work: () => void, ms: number) => number;
  clearTimeout: (id: number) => void;
  /** Milliseconds of a clock that only goes forward. */
  monotonic: () => number;
}

/**
 * Every second frame shows what streams in, which reads as smoothly; the frames between belong to what one
 * types, and a long text costs half as much.
 */
const restMs = 25;

export function createFrame(deps: Deps): Frame {
  let lastAt = -Infinity;
  return (work) => {
    let frame: number | null = null;
    const cancel = () => {
      if (frame !== null) deps.cancelAnimationFrame(frame);
      if (rest !== null) deps.clearTimeout(rest);
      deps.clearTimeout(timer);
    };
    const once = () => {
      cancel();
      lastAt = deps.monotonic();
      work();
    };
    const ask = () => {
      frame = deps.requestAnimationFrame(once);
    };
    const wait = lastAt + restMs - deps.monotonic();
    const rest = wait > 0 ? deps.setTimeout(ask, wait) : null;
    if (rest === null) ask();
    const timer = deps.setTimeout(once, 250);
    return cancel;
  };
}
