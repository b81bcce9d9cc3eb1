import Sqlite from 'better-sqlite3';
import { drizzle } from 'drizzle-orm/better-sqlite3';
import { Hono } from 'hono';
import pino from 'pino';
import type { pageLimits } from '#shared/protocol';
import { v7 } from 'uuid';
import { openDatabase, type Db } from '../db/open.ts';
import * as accountSchema from '../db/account-schema.ts';
import * as recordSchema from '../db/schema.ts';
import { createWriter, type Writer } from '../db/writer.ts';
import { onError } from '../http/problem.ts';
import type { Env, Principal } from '../http/route.ts';
import { createSyncServer, type SyncServer } from '../sync/sync.ts';
import type { UpCasters } from '../sync/up-cast.ts';
import { testPrincipal } from './principal.ts';

export interface TestServer {
  app: Hono<Env>;
  db: Db;
  writer: Writer;
  sync: SyncServer;
  request(path: string, init?: RequestInit): Promise<Response>;
  close(): Promise<void>;
}

interface Options {
  /** A folder, for what has to survive a restart. */
  folder?: string;
  /** A database as `sql.serialize()` gave it, to be gone on with in memory. */
  image?: Buffer;
  now?: () => number;
  newId?: () => string;
  principal?: Principal;
  /** Who asks, where that is not always the same person with the same rights. */
  principalOf?: (request: Request) => Principal;
  /** Small pages show what large data would. */
  limits?: typeof pageLimits;
  packSize?: number;
  /** How changes of older versions are read. */
  casters?: UpCasters;
  /** More routes, mounted under /v1. */
  features?: Hono<Env>[];
}

function openImage(image: Buffer): Db {
  const sql = new Sqlite(image);
  return {
    sql,
    orm: drizzle({
      client: sql,
      schema: { ...recordSchema, ...accountSchema },
      casing: 'snake_case'
    }),
    folder: null
  };
}

/** The sync routes over a real database, signed in. Time and ids can be given, so that it replays. */
export function createTestServer(options: Options = {}): TestServer {
  const { now = Date.now, newId = v7, principal = testPrincipal(), features = [] } = options;
  const { principalOf = () => principal } = options;
  const db = options.image ? openImage(options.image) : openDatabase(options.folder ?? ':memory:');
  const writer = createWriter(db.sql);
  const timers = new Set<NodeJS.Timeout>();
  const sync = createSyncServer({
    sql: db.sql,
    writer,
    folder: db.folder,
    now,
    monotonic: now,
    newId,
    ...(options.limits ? { limits: options.limits } : {}),
    ...(options.packSize ? { packSize: options.packSize } : {}),
    ...(options.casters ? { casters: options.casters } : {}),
    every(ms, tick) {
      const timer = setInterval(tick, ms);
      timers.add(timer);
      return () => {
        clearInterval(timer);
        timers.delete(timer);
      };
    }
  });
  const app = new Hono<Env>();
  app.onError(onError(pino({ level: 'silent' })));
  app.use(async (c, next) => {
    c.set('principal', principalOf(c.req.raw));
    c.set('requestId', 'test');
    c.set('timing', []);
    c.set('now', now);
    await next();
  });
  for (const feature of [sync.routes, ...features]) app.route('/v1', feature);
  return {
    app,
    db,
    writer,
    sync,
    request: async (path, init) => app.request(path, init),
    async close() {
      for (const timer of timers) clearInterval(timer);
      await writer.idle();
      db.sql.close();
    }
  };
}
