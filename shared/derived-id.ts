/**
 * An id that follows from what a record is, so that two devices which make the same thing without knowing of
 * each other make one record. In the form of a UUID (version 8: made by its owner's rule); 122 bits, not
 * secret and not meant to withstand somebody who wants two parts to meet.
 */
export function derivedId(...parts: readonly string[]): string {
  const text = JSON.stringify(parts);
  const hex = [...lanes(text, 0x243f6a88), ...lanes(text, 0x85a308d3)]
    .map((lane) => lane.toString(16).padStart(8, '0'))
    .join('');
  const variant = ((Number.parseInt(hex[16] ?? '0', 16) & 3) | 8).toString(16);
  const groups = [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `8${hex.slice(13, 16)}`,
    `${variant}${hex.slice(17, 20)}`,
    hex.slice(20)
  ];
  return groups.join('-');
}

/** The version of a prompt that has this content. */
export function versionId(promptId: string, hash: string): string {
  return derivedId('version', promptId, hash);
}

/** The label of a prompt that has this name. */
export function labelId(promptId: string, name: string): string {
  return derivedId('label', promptId, name);
}

/** Two lanes of 32 bits that every sign goes into, mixed into each other at the end (cyrb53's way). */
function lanes(text: string, seed: number): [number, number] {
  let one = 0xdeadbeef ^ seed;
  let two = 0x41c6ce57 ^ seed;
  for (let at = 0; at < text.length; at++) {
    const sign = text.charCodeAt(at);
    one = Math.imul(one ^ sign, 2654435761);
    two = Math.imul(two ^ sign, 1597334677);
  }
  one = Math.imul(one ^ (one >>> 16), 2246822507) ^ Math.imul(two ^ (two >>> 13), 3266489909);
  two = Math.imul(two ^ (two >>> 16), 2246822507) ^ Math.imul(one ^ (one >>> 13), 3266489909);
  return [one >>> 0, two >>> 0];
}
