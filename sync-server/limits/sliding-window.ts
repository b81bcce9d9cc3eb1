/** What was taken in the last `windowMs`: exact, so that no 60 seconds ever hold more than the quota. */
export interface Taken {
  id: string;
  at: number;
  amount: number;
}

export type Window = readonly Taken[];

/** Drops what no longer counts. */
export function recent(window: Window, now: number, windowMs: number): Window {
  const first = window.findIndex(({ at }) => at > now - windowMs);
  return first <= 0 ? (first === 0 ? window : []) : window.slice(first);
}

export function used(window: Window): number {
  return window.reduce((sum, { amount }) => sum + amount, 0);
}

/**
 * Milliseconds until `amount` fits; 0 if it does now, `null` if it never can. `window` holds only what
 * is recent, the oldest first.
 */
export function waitFor(
  window: Window,
  amount: number,
  now: number,
  { quota, windowMs }: { quota: number; windowMs: number }
): number | null {
  if (amount > quota) return null;
  let over = used(window) + amount - quota;
  if (over <= 0) return 0;
  for (const taken of window) {
    over -= taken.amount;
    if (over <= 0) return taken.at + windowMs - now;
  }
  return null;
}

/** What was reserved, corrected to what it turned out to be. */
export function corrected(window: Window, id: string, amount: number): Window {
  return window.map((taken) => (taken.id === id ? { ...taken, amount } : taken));
}

export function without(window: Window, id: string): Window {
  return window.filter((taken) => taken.id !== id);
}
