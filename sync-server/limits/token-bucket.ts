/** How much may be taken at once, and in how long an empty bucket is full again. */
export interface Rate {
  quota: number;
  windowMs: number;
}

export interface Bucket {
  level: number;
  /** Milliseconds of a clock that never jumps, when `level` was true. */
  at: number;
}

/** What can be taken now; a bucket nobody has touched is full. */
export function levelOf(bucket: Bucket | undefined, rate: Rate, now: number): number {
  if (!bucket) return rate.quota;
  const grown = (Math.max(0, now - bucket.at) * rate.quota) / rate.windowMs;
  return Math.min(rate.quota, bucket.level + grown);
}

/** Takes one, or says in how many milliseconds there will be one. */
export function takeOne(
  bucket: Bucket | undefined,
  rate: Rate,
  now: number
): { bucket: Bucket; waitMs: number } {
  const level = levelOf(bucket, rate, now);
  if (level >= 1) return { bucket: { level: level - 1, at: now }, waitMs: 0 };
  return {
    bucket: { level, at: now },
    waitMs: Math.ceil(((1 - level) * rate.windowMs) / rate.quota)
  };
}
