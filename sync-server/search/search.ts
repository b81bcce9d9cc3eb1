import type { Hono } from 'hono';
import type { Sql } from '../db/open.ts';
import type { Writer } from '../db/writer.ts';
import type { Env } from '../http/route.ts';
import { createKeeper, type Keeper } from './keeper.ts';
import { createSearchRoutes } from './routes.ts';

interface Deps {
  sql: Sql;
  writer: Writer;
  rest: () => Promise<void>;
  /** Calls back again and again until stopped. */
  every: (ms: number, tick: () => void) => () => void;
  report: (error: unknown) => void;
}

export interface Search {
  routes: Hono<Env>;
  keeper: Keeper;
  /** Begins to index what changes, behind everything else; all of it, if its words are told apart anew. */
  start(): void;
  stop(): void;
}

const lookEveryMs = 1000;
/** Records in one go; then whoever waits for the writer has had many turns, and the next tick goes on. */
const mostPerTick = 1024;

export function createSearch({ sql, writer, rest, every, report }: Deps): Search {
  const keeper = createKeeper({ sql, writer, rest });
  const any = sql.prepare('select 1 from search_marks limit 1');
  let isAtWork = false;
  let isStopped = false;
  let stop = () => {};
  const work = (task: Promise<unknown>) => {
    isAtWork = true;
    void task
      .catch((error: unknown) => {
        // The database was closed under it: the marks are there, and the next start goes on.
        if (!isStopped) report(error);
      })
      .finally(() => (isAtWork = false));
  };
  const tick = () => {
    if (!isAtWork && any.get() !== undefined) work(keeper.catchUp(null, mostPerTick));
  };
  return {
    routes: createSearchRoutes({ sql, keeper }),
    keeper,
    start() {
      work(keeper.renew());
      stop = every(lookEveryMs, tick);
    },
    stop() {
      isStopped = true;
      stop();
    }
  };
}
