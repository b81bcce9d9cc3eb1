import type { Context } from 'hono';
import { answerEvents } from '../http/answer-events.ts';
import { frameOf, readCursors, type EventSource } from '../http/event-source.ts';
import type { Watch } from '../http/event-socket.ts';
import type { Env } from '../http/route.ts';
import type { Pokes } from './pokes.ts';

export function pokeEvents(pokes: Pokes): EventSource {
  return {
    open: (scope, _cursors, send) => ({
      frames: [],
      stop: pokes.subscribe(scope, (seq) => send(frameOf('poke', { scope, seq })))
    })
  };
}

interface Deps {
  sources: EventSource[];
  /** Calls back again and again until stopped. */
  every: (ms: number, tick: () => void) => () => void;
}

/**
 * A person's one event stream: pokes and live runs together, because HTTP/1.1 allows about six connections
 * to a host, however many runs a browser's tabs show.
 */
export function createEventStream({ sources, every }: Deps) {
  function watch(): Watch {
    let clear = () => {};
    return {
      set(ms, onLate) {
        clear();
        clear = every(ms, () => {
          clear();
          onLate();
        });
      },
      clear: () => clear()
    };
  }

  return (c: Context<Env>, scope: string): Response => {
    const cursors = readCursors(c.req.header('last-event-id') ?? c.req.query('after'));
    return answerEvents(c, watch, (socket) => {
      const opened = sources.map((source) =>
        source.open(scope, cursors, (frame) => socket.write(frame))
      );
      socket.begin(opened.flatMap(({ frames }) => frames));
      return () => opened.forEach(({ stop }) => stop());
    });
  };
}
