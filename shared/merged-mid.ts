/**
 * The name of what a change became when it was merged into what stood. It follows from what met, so that
 * a device's preview and the server call the same text the same; another head makes another name.
 */
export function mergedMid(mid: string, over: string, wins: boolean): string {
  let hash = 0x811c9dc5;
  for (const sign of `${over} ${wins}`) hash = Math.imul(hash ^ sign.charCodeAt(0), 0x01000193);
  return `${mid}*${(hash >>> 0).toString(36)}`;
}

/** The change somebody made, of itself or of what it was merged into. */
export function pushedMid(mid: string): string {
  const star = mid.indexOf('*');
  return star < 0 ? mid : mid.slice(0, star);
}
