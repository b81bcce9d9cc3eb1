import { createServer } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import { Hono } from 'hono';
import { destination, pino } from 'pino';
import { v7 } from 'uuid';
import { createStreams } from '../sync-server/http/streams.ts';
import { testPrincipal } from '../sync-server/testing/principal.ts';
import { createApp } from '../sync-server/app.ts';
import type { Change } from '../sync-server/db/author.ts';
import { openDatabase } from '../sync-server/db/open.ts';
import { createWriter } from '../sync-server/db/writer.ts';
import type { Env } from '../sync-server/http/route.ts';
import { createSyncServer } from '../sync-server/sync/sync.ts';
import { serveChild } from './relay-child.ts';
import { contentOf, runOf } from './sync-data.ts';

// The product's sync as it is served, over a database with so many runs in it.
const scope = 'u:bench';
const { sql, folder } = openDatabase(process.env['DATA'] ?? ':memory:');
const writer = createWriter(sql);
// What is there from the beginning was made two days ago.
let age = 48 * 60 * 60 * 1000;
const sync = createSyncServer({
  sql,
  writer,
  folder,
  newId: v7,
  now: () => Date.now() - age,
  monotonic: () => performance.now(),
  every(ms, tick) {
    const timer = setInterval(tick, ms);
    return () => clearInterval(timer);
  }
});

async function seed(count: number, change: (nth: number) => Change) {
  for (let from = 0; from < count; from += 500) {
    const length = Math.min(500, count - from);
    const changes = Array.from({ length }, (_, index) => change(from + index));
    // Each is a change of its own, as in life.
    await writer.transact(() => {
      for (const one of changes) sync.author.write(scope, [one]);
    });
  }
}
const runs = Number(process.env['RUNS'] ?? 0);
await seed(runs > 0 ? 1000 : 0, (nth) => ({
  collection: 'prompts',
  id: `prompt-${nth}`,
  fields: { kind: 'text', name: `Prompt ${nth}`, text: { content: contentOf(nth), spans: [] } }
}));
await seed(runs, (nth) => {
  const { id, ...fields } = runOf(nth);
  return { collection: 'runs', id, fields };
});
age = 0;
await sync.tidy();

const app = createApp({
  sql,
  log: pino(destination('/dev/null')),
  newId: v7,
  now: Date.now,
  streams: createStreams(),
  site: 'build/web',
  features: [new Hono<Env>().route('/v1', sync.routes)],
  // The proxy in front of it has a port of its own.
  hosts: () => [process.env['HOST'] ?? ''],
  identify: () => testPrincipal({ userId: 'bench', organizationId: 'bench', scope }),
  isDraining: () => false
});
serveChild(
  createServer(
    { keepAliveTimeout: 75_000 },
    getRequestListener(app.fetch, { overrideGlobalObjects: false })
  )
);
