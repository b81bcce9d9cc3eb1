/**
 * Who calls a model right now, by ids the server made. A slot is freed by its id, never by counting down,
 * so that freeing twice or not at all cannot make the count wrong; one whose lease has run out is free.
 */
export interface Slots {
  take(id: string, person: string, leaseMs: number): void;
  free(id: string): void;
  of(person: string): number;
  readonly all: number;
}

/** Calls `wake` once after `ms`; the answer takes it back. */
export type After = (ms: number, wake: () => void) => () => void;

export function createSlots(after: After, onExpired: (id: string, person: string) => void): Slots {
  const taken = new Map<string, { person: string; stop: () => void }>();
  return {
    take(id, person, leaseMs) {
      const stop = after(leaseMs, () => {
        taken.delete(id);
        onExpired(id, person);
      });
      taken.set(id, { person, stop });
    },
    free(id) {
      taken.get(id)?.stop();
      taken.delete(id);
    },
    of(person) {
      let count = 0;
      for (const slot of taken.values()) if (slot.person === person) count += 1;
      return count;
    },
    get all() {
      return taken.size;
    }
  };
}
