import { createServer } from 'node:http';
import { createHash } from 'node:crypto';
import { getRequestListener } from '@hono/node-server';
import { Hono } from 'hono';
import { compress } from 'hono/compress';
import { serveChild } from '../relay-child.ts';
import { openSqlite, seeded } from './documents.ts';
import { createRevisions } from './revisions.ts';
import type { Doc } from './revisions.ts';

/*
 * As much of CouchDB's HTTP interface as PouchDB's replication asks of it, over SQLite: what is written is
 * committed with an fsync before it is answered. Attachments and security are left out.
 */
const sql = openSqlite();
const revisions = createRevisions(sql);
sql.transaction(() => {
  for (const [kind, row] of seeded()) {
    const ids = [createHash('md5').update(row.id).digest('hex')];
    revisions.put(kind, { ...row, _id: row.id, _revisions: { start: 1, ids } });
  }
})();

const listeners = new Set<() => void>();
const putAll = sql.transaction((db: string, docs: Doc[]) => {
  for (const doc of docs) revisions.put(db, doc);
});

const app = new Hono();
// As ours: long answers go out packed.
app.use(compress({ threshold: 16 * 1024 }));
app.get('/:db/', (c) => {
  const db = c.req.param('db');
  return c.json({ db_name: db, instance_start_time: '0', update_seq: revisions.head(db) });
});
app.post('/:db/_revs_diff', async (c) => {
  const db = c.req.param('db');
  const asked = await c.req.json<Record<string, string[]>>();
  const missing = Object.entries(asked)
    .map(([id, revs]) => [id, revs.filter((rev) => !revisions.has(db, id, rev))] as const)
    .filter(([, revs]) => revs.length > 0);
  return c.json(Object.fromEntries(missing.map(([id, revs]) => [id, { missing: revs }])));
});
app.post('/:db/_bulk_docs', async (c) => {
  const { docs } = await c.req.json<{ docs: Doc[] }>();
  putAll(c.req.param('db'), docs);
  for (const tell of listeners) tell();
  // With `new_edits: false` only what failed is listed.
  return c.json([], 201);
});
app.post('/:db/_bulk_get', async (c) => {
  const db = c.req.param('db');
  const { docs } = await c.req.json<{ docs: { id: string; rev: string }[] }>();
  return c.json({
    results: docs.map(({ id, rev }) => ({ id, docs: [{ ok: revisions.read(db, id, rev) }] }))
  });
});
app.get('/:db/_changes', async (c) => {
  const db = c.req.param('db');
  const since = Number(c.req.query('since') ?? 0);
  const limit = Number(c.req.query('limit') ?? 1000);
  const page = () => {
    const results = revisions.changes(db, since, limit);
    return { results, last_seq: results.at(-1)?.seq ?? Math.max(since, revisions.head(db)) };
  };
  if (c.req.query('feed') === 'longpoll' && page().results.length === 0)
    await news(Number(c.req.query('heartbeat') ?? 25_000));
  return c.json(page());
});
app.get('/:db/_local/:id', (c) => {
  const doc = revisions.local(c.req.param('db'), c.req.param('id'));
  return doc ? c.body(doc) : c.json({ error: 'not_found', reason: 'missing' }, 404);
});
app.put('/:db/_local/:id', async (c) => {
  const doc = await c.req.json<Doc>();
  const rev = `0-${Number(doc._rev?.split('-')[1] ?? 0) + 1}`;
  revisions.setLocal(c.req.param('db'), c.req.param('id'), { ...doc, _rev: rev });
  return c.json({ ok: true, id: doc._id, rev }, 201);
});

/** Resolves at the next write, or when it is time to answer anyway. */
function news(ms: number): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      listeners.delete(done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    listeners.add(done);
  });
}

serveChild(
  createServer(
    { keepAliveTimeout: 75_000 },
    getRequestListener(app.fetch, { overrideGlobalObjects: false })
  )
);
