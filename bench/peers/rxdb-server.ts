import { createServer } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import { Hono } from 'hono';
import { compress } from 'hono/compress';
import { streamSSE } from 'hono/streaming';
import { serveChild } from '../relay-child.ts';
import { openSqlite, seeded } from './documents.ts';
import type { Kind } from './documents.ts';

interface Doc {
  id: string;
}
interface Row {
  newDocumentState: Doc;
  assumedMasterState?: Doc;
}
interface Stored {
  seq: number;
  doc: string;
}

const sql = openSqlite();
sql.exec(`create table docs (kind text, id text, seq integer, doc text, primary key (kind, id)) without rowid;
  create unique index docs_seq on docs (kind, seq)`);
const read = sql.prepare<[string, string], Stored>('select * from docs where kind = ? and id = ?');
const put = sql.prepare(
  'insert or replace into docs (kind, id, seq, doc) values (@kind, @id, @seq, @doc)'
);
const since = sql.prepare<[string, number, number], Stored>(
  'select seq, doc from docs where kind = ? and seq > ? order by seq limit ?'
);
let seq = 0;
const store = (kind: Kind, doc: Doc) =>
  put.run({ kind, id: doc.id, seq: ++seq, doc: JSON.stringify(doc) });
sql.transaction(() => {
  for (const [kind, doc] of seeded()) store(kind, { ...doc, _deleted: false } as Doc);
})();

/** Compare and set, as RxDB's replication asks for: what does not stand on the master's state comes back. */
const push = sql.transaction((kind: Kind, rows: Row[]) => {
  const conflicts: unknown[] = [];
  for (const { newDocumentState, assumedMasterState } of rows) {
    const stored = read.get(kind, newDocumentState.id);
    const assumed = assumedMasterState ? sorted(assumedMasterState) : undefined;
    if (stored && sorted(JSON.parse(stored.doc)) !== assumed)
      conflicts.push(JSON.parse(stored.doc));
    else store(kind, newDocumentState);
  }
  return conflicts;
});
const sorted = (doc: Doc) => JSON.stringify(doc, Object.keys(doc).sort());

const listeners = new Set<(event: string) => void>();
const app = new Hono();
// As ours: long answers go out packed.
app.use(compress({ threshold: 16 * 1024 }));
app.post('/push/:kind', async (c) => {
  const kind = c.req.param('kind') as Kind;
  const rows = await c.req.json<Row[]>();
  const before = seq;
  const conflicts = push(kind, rows);
  const event = JSON.stringify({ kind, ...page(kind, before, rows.length) });
  for (const tell of listeners) tell(event);
  return c.json(conflicts);
});
app.get('/pull/:kind', (c) =>
  c.json(
    page(c.req.param('kind') as Kind, Number(c.req.query('after')), Number(c.req.query('limit')))
  )
);
function page(kind: Kind, after: number, limit: number) {
  const rows = since.all(kind, after, limit);
  return {
    documents: rows.map(({ doc }) => JSON.parse(doc) as Doc),
    checkpoint: { seq: rows.at(-1)?.seq ?? after }
  };
}
app.get('/events', (c) =>
  streamSSE(c, async (stream) => {
    const tell = (data: string) => void stream.writeSSE({ data });
    listeners.add(tell);
    await new Promise<void>((resolve) => stream.onAbort(resolve));
    listeners.delete(tell);
  })
);
serveChild(
  createServer(
    { keepAliveTimeout: 75_000 },
    getRequestListener(app.fetch, { overrideGlobalObjects: false })
  )
);
