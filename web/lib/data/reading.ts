import type { Ahead, PackList, Page } from '#shared/protocol';
import type { Cursor } from './db';

/** In records. */
export interface Progress {
  done: number;
  all: number;
}

/** What is ahead of the feed comes again in it or in packs, and is not counted twice. */
export function progressOf(at: Cursor | undefined): Progress | null {
  if (!at?.reading) return null;
  const { ahead, packed = 0, feed, all } = at.reading;
  return { done: Math.min(all, Math.max(ahead, packed + feed)), all };
}

/** What to ask for ahead of the feed; `null`: nothing. A device that reads again shows what it has. */
export function aheadOf({ seq, resync, ahead = '' }: Cursor): string | null {
  return seq === 0 && resync === 0 ? ahead : null;
}

/**
 * How far a device has been that begins anew: told to the server with each question until it is there again, so
 * that one that was set back meanwhile is noticed.
 */
export function furthestOf({ seq, mark, seen }: Cursor): Pick<Cursor, 'seen'> {
  if (seen && seen.seq > seq) return { seen };
  return seq > 0 ? { seen: { seq, mark } } : {};
}

/**
 * What of the cursor changes with rows that came ahead of the feed. `missing`: packs not here yet; `isWhole`:
 * all of these rows were taken in.
 */
export function readAhead(
  at: Cursor,
  { rows, next, left, seen, since, packs }: Ahead,
  missing: PackList['items'],
  isWhole: boolean
): Partial<Cursor> {
  const met = (at.reading?.ahead ?? 0) + rows.length;
  const inPacks = runsOf(packs?.items ?? []);
  const all = Math.max(met, left + inPacks);
  const reading = { ahead: met, packed: inPacks - runsOf(missing), feed: 0, all };
  const known = packs ? { packs: { upTo: packs.upTo, left: missing } } : {};
  const given = isWhole ? (at.given ?? since) : 0;
  return { ahead: next, since, seen, given, reading, ...known };
}

/** What of the cursor changes with packs that came. */
export function readPacks(at: Cursor, hashes: ReadonlySet<string>): Partial<Cursor> {
  if (!at.packs || !at.reading) return {};
  const left = at.packs.left.filter(({ hash }) => !hashes.has(hash));
  const packed = (at.reading.packed ?? 0) + runsOf(at.packs.left) - runsOf(left);
  return { packs: { ...at.packs, left }, reading: { ...at.reading, packed } };
}

/** What of the cursor lasts beside its place, after a page of the feed. */
export function readPage(at: Cursor, { to, more, rows, left }: Page): Partial<Cursor> {
  const isBehind = at.seen !== undefined && to < at.seen.seq;
  const { seen, given, packs } = at;
  const lasting = isBehind
    ? { ...(seen && { seen }), ...(given && { given }), ...(packs && { packs }) }
    : {};
  if (!more || left === undefined) return lasting;
  const { ahead, packed = 0, feed } = at.reading ?? { ahead: 0, feed: 0 };
  const met = feed + rows.length;
  const reading = { ahead, packed, feed: met, all: Math.max(ahead, packed + met + left) };
  return { ...lasting, reading };
}

const runsOf = (items: PackList['items']) => items.reduce((sum, { runs }) => sum + runs, 0);
