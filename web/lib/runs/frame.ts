/** Runs `work` at the next frame, or after 250 ms where frames do not come (a hidden page). */
export type Frame = (work: () => void) => () => void;

interface Deps {
  requestAnimationFrame: (work: () => void) => number;
  cancelAnimationFrame: (id: number) => void;
  setTimeout: (work: () => void, ms: number) => number;
  clearTimeout: (id: number) => void;
}

export function createFrame(deps: Deps): Frame {
  return (work) => {
    const cancel = () => {
      deps.cancelAnimationFrame(frame);
      deps.clearTimeout(timer);
    };
    const once = () => {
      cancel();
      work();
    };
    const frame = deps.requestAnimationFrame(once);
    const timer = deps.setTimeout(once, 250);
    return cancel;
  };
}
