/**
 * How long a file stays that nothing names, in ms: it comes before the record that names it, and an undo may
 * name it again.
 */
export const blobGraceMs = 24 * 60 * 60 * 1000;

/**
 * Every name of a file that stands in some JSON, however deep, also in JSON that is a string in it. What
 * only looks like one is answered too: too much is kept rather than too little.
 */
export function blobNamesIn(json: string): string[] {
  return json.includes('blob') ? (json.match(/(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])/g) ?? []) : [];
}

/** The files that are named as such in some data: what has `blob` with a SHA-256 in hex. */
export function namedFiles(value: unknown, found: Set<string> = new Set()): Set<string> {
  if (typeof value !== 'object' || value === null) return found;
  for (const [key, inner] of Object.entries(value)) {
    if (key === 'blob' && typeof inner === 'string' && /^[0-9a-f]{64}$/.test(inner))
      found.add(inner);
    else namedFiles(inner, found);
  }
  return found;
}
