/** One policy and where one stands in it. */
export interface Standing {
  /** What the field calls it: `requests`, `runs`, … */
  name: string;
  quota: number;
  /** Seconds; absent for what is not counted over time. */
  windowS?: number;
  /** Where it is not requests that are counted. */
  unit?: 'tokens' | 'concurrent-requests';
  left: number;
  /** Seconds until there is more. */
  resetS?: number;
}

/** RateLimit-Policy and RateLimit (draft-ietf-httpapi-ratelimit-headers). */
export function rateFields(standings: readonly Standing[]): Record<string, string> {
  const policies = standings.map(({ name, quota, windowS, unit }) =>
    item(name, { q: quota, w: windowS, qu: unit && `"${unit}"` })
  );
  const now = standings.map(({ name, left, resetS }) =>
    item(name, { r: Math.max(0, Math.floor(left)), t: resetS && Math.ceil(resetS) })
  );
  return { 'ratelimit-policy': policies.join(', '), ratelimit: now.join(', ') };
}

function item(name: string, parameters: Record<string, number | string | undefined>): string {
  const told = Object.entries(parameters).filter(([, value]) => value !== undefined);
  return [`"${name}"`, ...told.map(([key, value]) => `${key}=${value}`)].join(';');
}
