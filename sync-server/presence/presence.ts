import { forgetAfterMs, isOver, whoIsThere } from '#shared/presence';
import type { Doing, PresentPerson, Said } from '#shared/presence';
import { AppError } from '#shared/errors';
import { frameOf } from '../http/event-source.ts';
import type { EventSource } from '../http/event-source.ts';
import type { Principal } from '../http/route.ts';
import type { Streams } from '../http/streams.ts';

/** A prompt, by the organization it belongs to. */
interface Place {
  scope: string;
  promptId: string;
}

interface Saying extends Place {
  page: string;
  doing: Doing;
}

/** Who is at which prompt now: in memory alone, and forgotten unless it is said again. */
export interface Presence {
  /** Answers who else is there. @throws AppError RATE_LIMITED: too many pages at once */
  say(by: Principal, saying: Saying, streams: Streams): PresentPerson[];
  /** They may not see it any more. */
  leave(userId: string, place: Place): void;
  /** Tells an organization at which of its prompts something changed. */
  events: EventSource;
}

interface Deps {
  /** Milliseconds; only goes forward. */
  monotonic: () => number;
  after: (ms: number, wake: () => void) => () => void;
  nameOf: (userId: string) => string;
}

/** Far more than one has open; who says more holds memory that is others’. */
const mostPagesOfOne = 100;

interface Held extends Said {
  /** From those that end with the right. */
  release: () => void;
}

export function createPresence({ monotonic, after, nameOf }: Deps): Presence {
  const places = new Map<string, Map<string, Held>>();
  const pagesOf = new Map<string, number>();
  const listeners = new Map<string, Set<(frame: Buffer) => void>>();
  let sweeping = false;
  const keyOf = ({ scope, promptId }: Place) => `${scope} ${promptId}`;

  function tell({ scope, promptId }: Place) {
    const set = listeners.get(scope);
    if (!set) return;
    const frame = frameOf('presence', { promptId });
    for (const send of set) send(frame);
  }

  function drop(place: Place, page: string) {
    const pages = places.get(keyOf(place));
    const held = pages?.get(page);
    if (!pages || !held) return;
    pages.delete(page);
    if (pages.size === 0) places.delete(keyOf(place));
    const left = (pagesOf.get(held.userId) ?? 1) - 1;
    if (left > 0) pagesOf.set(held.userId, left);
    else pagesOf.delete(held.userId);
    held.release();
    tell(place);
  }

  /** One who went without a word is missed by the others only if somebody looks. */
  function sweep() {
    sweeping = false;
    const now = monotonic();
    for (const [key, pages] of places) {
      const at = key.indexOf(' ');
      const place = { scope: key.slice(0, at), promptId: key.slice(at + 1) };
      for (const [page, held] of pages) if (isOver(held, now)) drop(place, page);
    }
    watch();
  }

  function watch() {
    if (sweeping || places.size === 0) return;
    sweeping = true;
    after(forgetAfterMs / 4, sweep);
  }

  function hold(by: Principal, place: Place, page: string, doing: Said['doing'], streams: Streams) {
    const { userId } = by;
    const pages = places.get(keyOf(place)) ?? new Map<string, Held>();
    const known = pages.get(page);
    if (known) {
      const isNews = known.doing !== doing;
      Object.assign(known, { doing, at: monotonic() });
      if (isNews) tell(place);
      return;
    }
    const count = pagesOf.get(userId) ?? 0;
    if (count >= mostPagesOfOne)
      throw new AppError('RATE_LIMITED', { retryAfterMs: forgetAfterMs, detail: 'Open pages.' });
    pagesOf.set(userId, count + 1);
    places.set(keyOf(place), pages);
    const release = streams.add(by, () => drop(place, page));
    pages.set(page, { userId, name: nameOf(userId), doing, at: monotonic(), release });
    tell(place);
    watch();
  }

  return {
    say(by, { page, doing, ...place }, streams) {
      // The name of a page is its own browser's: nobody speaks for the page of somebody else.
      const own = `${by.userId} ${page}`;
      if (doing === 'left') drop(place, own);
      else hold(by, place, own, doing, streams);
      return whoIsThere(places.get(keyOf(place))?.values() ?? [], monotonic(), by.userId);
    },
    leave(userId, place) {
      for (const [page, held] of places.get(keyOf(place)) ?? [])
        if (held.userId === userId) drop(place, page);
    },
    events: {
      open(scope, _cursors, send) {
        const set = listeners.get(scope) ?? new Set();
        listeners.set(scope, set.add(send));
        return {
          frames: [],
          stop() {
            set.delete(send);
            if (set.size === 0 && listeners.get(scope) === set) listeners.delete(scope);
          }
        };
      }
    }
  };
}
