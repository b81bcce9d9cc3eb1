import { IDBFactory, IDBKeyRange } from 'fake-indexeddb';
import type { Dexie } from 'dexie';
import { AppError } from '#shared/errors';
import { createApi } from '$lib/api/client';
import { openDatabase } from '$lib/data/db';
import { createStore } from '$lib/data/edit';
import { createDrain, type QueueNews } from '$lib/runs/queue-drain';

type Request = (path: string, init?: RequestInit) => Promise<Response>;

/** Counts what a page does to the world outside of it, and dies at a chosen moment: nothing of it goes on. */
export function createMortality(diesAt = Infinity) {
  let moments = 0;
  const live = () => {
    if (moments >= diesAt) throw new AppError('OFFLINE', { detail: 'The page is dead.' });
    moments += 1;
  };
  return {
    live,
    dead: () => moments >= diesAt,
    moments: () => moments
  };
}
type Mortality = ReturnType<typeof createMortality>;

function attach(db: Dexie, { live }: Mortality) {
  db.use({
    stack: 'dbcore',
    level: 1,
    name: 'mortality',
    create: (down) => ({
      ...down,
      table: (name) => {
        const table = down.table(name);
        return {
          ...table,
          mutate: async (request) => {
            live();
            return table.mutate(request);
          }
        };
      }
    })
  });
}

interface Options {
  request: Request;
  now: () => number;
  indexedDB?: IDBFactory;
  mortality?: Mortality;
  newId: () => string;
}

/** One tab of a device whose runs wait, without a window: timers fire when the test says so. */
export function createQueuePage(options: Options) {
  const { indexedDB = new IDBFactory(), mortality = createMortality(), now, newId } = options;
  const db = openDatabase('ada', { indexedDB, IDBKeyRange });
  attach(db, mortality);
  const store = createStore({ db, scope: 'u:ada', now, newId });
  const timers = new Set<() => void>();
  const news: QueueNews[] = [];
  // Dying lies before the request leaves, and between its arrival there and its answer here.
  const request: Request = async (path, init) => {
    mortality.live();
    const answer = await options.request(path, init);
    mortality.live();
    return answer;
  };
  const drain = createDrain({
    db,
    api: createApi({ fetch: request }),
    now,
    newId,
    after: (_ms, work) => {
      timers.add(work);
      return () => timers.delete(work);
    },
    deadline: () => undefined,
    away: () => undefined,
    tell: (one) => news.push(one)
  });
  return {
    db,
    store,
    drain,
    news,
    indexedDB,
    mortality,
    /** Lets every timer fire that is set now, and what follows come to rest. */
    async tick() {
      const due = [...timers];
      timers.clear();
      for (const work of due) work();
      for (let turn = 0; turn < 3; turn += 1) {
        await new Promise((resolve) => setTimeout(resolve));
        await drain.idle();
      }
    }
  };
}

export type QueuePage = ReturnType<typeof createQueuePage>;
