import type { EventSocket } from '../http/event-socket.ts';
import type { Entry } from './event-log.ts';

/** What a subscriber reads: a live log, or a stored run told again. */
export interface Source {
  read(after: number | null): Entry[];
  follow(listener: (entry: Entry) => void): () => void;
  readonly ended: boolean;
}

/** Writes one run's log to a socket, from a cursor to its end. The run never waits for it. */
export function subscribe(source: Source, after: number | null, socket: EventSocket): () => void {
  // Reading and following happen in one turn, so that no entry falls between them.
  const stop = source.follow((entry) => {
    socket.write(entry.frame);
    if (source.ended) socket.end();
  });
  socket.begin(source.read(after).map((entry) => entry.frame));
  if (source.ended) socket.end();
  return stop;
}
