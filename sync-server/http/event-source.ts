import { AppError } from '#shared/errors';

/** The last seq a reader has of each run, by the run's id. */
export type Cursors = ReadonlyMap<string, number>;

/** One of the things a person's one event stream tells of. */
export interface EventSource {
  /** What a reader with these cursors has missed, and the way to hear what follows, in one turn. */
  open(scope: string, cursors: Cursors, send: (frame: Buffer) => void): Opened;
}

export interface Opened {
  frames: Buffer[];
  stop(): void;
}

/** An event without a place in any log. */
export function frameOf(event: string, data: unknown): Buffer {
  return Buffer.from(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
}

const mostCursors = 256;

/**
 * Reads `run:seq,run:seq`. An event's id is the same for one run, so that a reader that knows nothing but
 * `Last-Event-ID` resumes that one and is given snapshots of the others.
 */
export function readCursors(given: string | undefined): Cursors {
  const cursors = new Map<string, number>();
  for (const one of (given ?? '').split(',').filter((part) => part !== '')) {
    const found = /^([\w-]{1,64}):(\d{1,15})$/.exec(one);
    if (!found || cursors.size >= mostCursors)
      throw new AppError('INVALID_REQUEST', {
        detail: 'The cursors have to be `run:seq` with a comma between them.'
      });
    cursors.set(found[1] ?? '', Number(found[2]));
  }
  return cursors;
}
