interface Request {
  run: () => Promise<unknown>;
  end: (value: unknown) => void;
  fail: (reason: unknown) => void;
}

/** One lock of `navigator.locks`, with queue, calling off and stealing, as browsers do it. */
export function createFakeLocks(): Pick<LockManager, 'request'> {
  let holder: Request | null = null;
  const queue: Request[] = [];

  function grant() {
    if (holder) return;
    const next = queue.shift();
    if (!next) return;
    holder = next;
    void next.run().then((value) => {
      if (holder !== next) return;
      holder = null;
      next.end(value);
      grant();
    });
  }

  const request = (_name: string, options: LockOptions, run: () => Promise<unknown>) =>
    new Promise<unknown>((end, fail) => {
      const mine: Request = { run, end, fail };
      const aborted = () => new DOMException('Called off or taken.', 'AbortError');
      options.signal?.addEventListener('abort', () => {
        const at = queue.indexOf(mine);
        if (at < 0) return;
        queue.splice(at, 1);
        fail(aborted());
      });
      if (options.steal) {
        holder?.fail(aborted());
        holder = null;
        queue.unshift(mine);
      } else queue.push(mine);
      // Browsers grant in a later task.
      queueMicrotask(grant);
    });
  return { request } as Pick<LockManager, 'request'>;
}
