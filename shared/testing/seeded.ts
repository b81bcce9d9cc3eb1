/** Randomness that can be had again: the same seed gives the same numbers and ids. */
export interface Seeded {
  /** From 0 up to 1. */
  random(): number;
  /** A whole number from 0 up to, not including, `below`. */
  below(below: number): number;
  pick<T>(from: readonly T[]): T;
  chance(probability: number): boolean;
  /** Unique, and in order of being made within one seed and prefix. */
  id(): string;
}

/** mulberry32: small, fast, and good enough to shuffle faults. */
export function seeded(seed: number, prefix = 's'): Seeded {
  let state = seed >>> 0;
  let made = 0;
  const random = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
  const below = (limit: number) => Math.floor(random() * limit);
  return {
    random,
    below,
    pick: (from) => {
      const picked = from[below(from.length)];
      if (picked === undefined) throw new Error('nothing to pick from');
      return picked;
    },
    chance: (probability) => random() < probability,
    id: () => `${prefix}-${String(++made).padStart(6, '0')}`
  };
}
