import { liveQuery } from 'dexie';
import { createSubscriber } from 'svelte/reactivity';
import { isConnectionLost } from './storage-error';

/** A query that follows the database. */
export interface Live<T> {
  /** The latest answer; `undefined` while the first one is on its way. */
  readonly current: T | undefined;
  readonly error: unknown;
}

/**
 * Reads as a query whose answer changes with the database, and with the runes its synchronous part
 * reads (up to the first `await`). Listens only while an effect or a template reads it.
 */
export function live<T>(querier: () => T | Promise<T>): Live<T> {
  let current: T | undefined;
  let error: unknown = null;

  let end: (() => void) | null = null;
  let ending: ReturnType<typeof setTimeout> | undefined;
  let tell = () => {};

  const begin = () => {
    let forget = () => {};
    let retried = false;
    let follow = { unsubscribe: () => {} };
    const start = () => {
      follow.unsubscribe();
      follow = liveQuery(async () => {
        forget();
        const tracked = track(querier, start);
        forget = tracked.forget;
        return tracked.answer();
      }).subscribe(
        (value) => {
          current = value;
          error = null;
          retried = false;
          tell();
        },
        (reason: unknown) => {
          // The next query opens a new connection; a query that failed is over and has to begin again.
          if (!retried && isConnectionLost(reason)) {
            retried = true;
            start();
            return;
          }
          error = reason;
          tell();
        }
      );
    };
    start();
    return () => {
      follow.unsubscribe();
      forget();
    };
  };

  const subscribe = createSubscriber((update) => {
    clearTimeout(ending);
    tell = update;
    end ??= begin();
    return () => {
      // A query that reads this one leaves it for a moment whenever it is asked anew. To begin again for
      // that would be news to it, and the two would ask each other for ever.
      ending = setTimeout(() => {
        end?.();
        end = null;
      });
    };
  });

  return {
    get current() {
      subscribe();
      return current;
    },
    get error() {
      subscribe();
      return error;
    }
  };
}

/** Runs `querier` once so that runes it reads are noticed; `changed` is called when one of them changes. */
function track<T>(querier: () => T | Promise<T>, changed: () => void) {
  let answer: () => T | Promise<T> = querier;
  let first = true;
  const forget = $effect.root(() => {
    $effect.pre(() => {
      if (!first) return changed();
      first = false;
      try {
        const value = querier();
        answer = () => value;
      } catch (reason) {
        answer = () => {
          throw reason;
        };
      }
    });
  });
  return { answer: () => answer(), forget };
}
