import type { Ahead, Page } from '#shared/protocol';
import type { Cursor } from './db';

/** In records. */
export interface Progress {
  done: number;
  all: number;
}

/** What is ahead of the feed comes again in it, and is not counted twice. */
export function progressOf(at: Cursor | undefined): Progress | null {
  if (!at?.reading) return null;
  const { ahead, feed, all } = at.reading;
  return { done: Math.max(ahead, feed), all };
}

/** What to ask for ahead of the feed; `null`: nothing. A device that reads again shows what it has. */
export function aheadOf({ seq, resync, ahead = '' }: Cursor): string | null {
  return seq === 0 && resync === 0 ? ahead : null;
}

/** What of the cursor changes with rows that came ahead of the feed. */
export function readAhead(at: Cursor, { rows, next, left, seen, since }: Ahead): Partial<Cursor> {
  const met = (at.reading?.ahead ?? 0) + rows.length;
  const reading = { ahead: met, feed: 0, all: Math.max(met, left) };
  return { ahead: next, since, seen, reading };
}

/** What of the cursor lasts beside its place, after a page of the feed. */
export function readPage(at: Cursor, { to, more, rows, left }: Page): Partial<Cursor> {
  const seen = at.seen && to < at.seen.seq ? { seen: at.seen } : {};
  if (!more || left === undefined) return seen;
  const { ahead, feed } = at.reading ?? { ahead: 0, feed: 0 };
  const met = feed + rows.length;
  return { ...seen, reading: { ahead, feed: met, all: met + left } };
}
