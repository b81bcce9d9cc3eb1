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
  const byPerson = new Map<string, Set<string>>();

  function free(id: string) {
    const slot = taken.get(id);
    if (!slot) return;
    slot.stop();
    taken.delete(id);
    const own = byPerson.get(slot.person);
    own?.delete(id);
    if (own?.size === 0) byPerson.delete(slot.person);
  }
  return {
    take(id, person, leaseMs) {
      const stop = after(leaseMs, () => {
        free(id);
        onExpired(id, person);
      });
      taken.set(id, { person, stop });
      byPerson.set(person, (byPerson.get(person) ?? new Set()).add(id));
    },
    free,
    of: (person) => byPerson.get(person)?.size ?? 0,
    get all() {
      return taken.size;
    }
  };
}
