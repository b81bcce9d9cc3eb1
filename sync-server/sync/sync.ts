import type { Hono } from 'hono';
import type { pageLimits } from '#shared/protocol';
import type { Tell } from '../audit/audit.ts';
import type { Author } from '../db/author.ts';
import type { Sql } from '../db/open.ts';
import type { Writer } from '../db/writer.ts';
import type { Env } from '../http/route.ts';
import { createAuthor } from './author.ts';
import { openEpoch, type Epoch } from './epoch.ts';
import type { EventSource } from '../http/event-source.ts';
import { createEventStream, pokeEvents } from './events.ts';
import { prepareCounts } from './counts.ts';
import { prepareCompaction } from './compaction.ts';
import { createFeed } from './feed.ts';
import { preparePurge } from './purge.ts';
import { preparePacks } from './packs.ts';
import { createPokes, type Pokes } from './pokes.ts';
import { createRecords, type Records } from './records.ts';
import { prepareRevisions } from './revisions.ts';
import { createSyncRoutes } from './routes.ts';
import { prepareRows } from './rows.ts';
import { prepareTexts } from './texts.ts';
import type { UpCasters } from './up-cast.ts';
import { createThinning } from './thinning.ts';
import { createTidy } from './tidy.ts';

interface Deps {
  sql: Sql;
  writer: Writer;
  /** Data folder of the database; `null` in memory. */
  folder: string | null;
  /** Milliseconds since the epoch. */
  now: () => number;
  monotonic: () => number;
  newId: () => string;
  /** Calls back again and again until stopped. */
  every: (ms: number, tick: () => void) => () => void;
  /** Told of what went wrong without anybody's request failing. */
  report?: (error: unknown, what: string) => void;
  /** How much one answer of the feed holds, if not the usual. */
  limits?: typeof pageLimits;
  /** How many runs one pack holds, if not the usual. */
  packSize?: number;
  /** How changes of older versions are read. */
  casters?: UpCasters;
  /** Told, inside the transaction, of what is deleted for ever. */
  tell?: Tell;
  /** Other things to be told on the person's event stream. */
  sources?: EventSource[];
}

export interface SyncServer {
  routes: Hono<Env>;
  author: Author;
  records: Records;
  pokes: Pokes;
  epoch: Epoch;
  /** Deletes for ever what has lain in the trash for too long, thins out old typing, forgets old results, packs old runs. */
  tidy: () => Promise<void>;
}

/** The server's half of sync, put together. */
export function createSyncServer(deps: Deps): SyncServer {
  const { sql, writer, folder, now, monotonic, newId, every, report } = deps;
  const tell = deps.tell ?? (() => undefined);
  const rows = prepareRows(sql);
  const epoch = openEpoch({ sql, folder, newId, monotonic, report });
  const pokes = createPokes();
  const purge = preparePurge(sql);
  const compaction = prepareCompaction(sql);
  const packs = preparePacks({ sql, rows, ...(deps.packSize ? { size: deps.packSize } : {}) });
  const texts = prepareTexts(sql);
  const checkpoint = () => void sql.pragma('wal_checkpoint(TRUNCATE)');
  const records = createRecords({
    rows,
    texts,
    purge,
    compaction,
    checkpoint,
    writer,
    epoch,
    pokes,
    now,
    tell,
    ...(deps.casters ? { casters: deps.casters } : {})
  });
  const author = createAuthor({ rows, records, now, newId });
  const feed = createFeed({
    rows,
    purge,
    compaction,
    packs,
    epoch,
    now,
    ...(deps.limits ? { limits: deps.limits } : {})
  });
  const thin = createThinning({ sql, rows, texts, writer, now });
  const revisions = prepareRevisions({ sql, rows, texts });
  const events = createEventStream({
    sources: [pokeEvents(pokes), ...(deps.sources ?? [])],
    every
  });
  return {
    routes: createSyncRoutes({
      records,
      feed,
      packs,
      revisions,
      counts: prepareCounts(sql),
      events
    }),
    author,
    records,
    pokes,
    epoch,
    tidy: createTidy({ writer, records, purge, compaction, packs, thin, now, newId, tell })
  };
}
