/** Server time as well as this device can tell. It only breaks ties, so an estimate is enough. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** An answer said `serverNow`; it was asked for at `sentAt` and is here. */
  align(serverNow: number, sentAt: number): void;
}

export function createClock(now: () => number): Clock {
  let offset = 0;
  let best = Infinity;
  return {
    now: () => now() + offset,
    align(serverNow, sentAt) {
      const roundTrip = now() - sentAt;
      // The quickest answer tells best; but a clock that was set since is believed at once.
      const measured = serverNow - (sentAt + roundTrip / 2);
      if (roundTrip > best && Math.abs(measured - offset) < 60_000) return;
      best = roundTrip;
      offset = Math.round(measured);
    }
  };
}
