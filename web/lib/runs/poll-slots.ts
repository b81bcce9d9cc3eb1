/** A browser has about six connections to a host: only few requests may wait there at once. */
export interface PollSlots {
  /** Takes a slot, to be given back by the answer; `null` where none is free. */
  take(): (() => void) | null;
}

export function createPollSlots(count: number): PollSlots {
  let free = count;
  return {
    take() {
      if (free === 0) return null;
      free -= 1;
      let held = true;
      return () => {
        if (held) free += 1;
        held = false;
      };
    }
  };
}
