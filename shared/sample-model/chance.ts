/** A repeatable source of numbers in [0, 1): mulberry32, after two rounds so that near seeds part. */
export function createChance(seed: number): () => number {
  // Both halves of a large seed count.
  let state = (seed ^ Math.imul(Math.floor(seed / 4294967296), 0x9e3779b1)) | 0;
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
  next();
  next();
  return next;
}
