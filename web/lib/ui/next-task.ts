/** Resolves in a task of its own, which leaves room before it for keys, taps and a paint. */
export const nextTask = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));
