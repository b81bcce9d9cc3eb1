import { createServer } from 'node:http';
import type { WebSocket } from 'ws';
import { WebSocketServer } from 'ws';
import * as Y from 'yjs';
import type { BenchPrompt } from '../sync-data.ts';
import { serveChild } from '../relay-child.ts';
import { openSqlite, packed, seeded } from './documents.ts';
import { pack, unpack } from './messages.ts';

/** Updates of many documents; those that arrive together are committed together, then acknowledged. */
const sql = openSqlite();
sql.exec('create table updates (id integer primary key, doc text, content blob)');
const append = sql.prepare('insert into updates (doc, content) values (?, ?)');
const docs = new Map<string, Y.Doc>();

function document(name: string): Y.Doc {
  const doc = docs.get(name) ?? new Y.Doc();
  docs.set(name, doc);
  return doc;
}

const index = document('index');
index.transact(() => {
  for (const [kind, row] of seeded()) {
    const { id, ...fields } = row;
    if (kind === 'runs') index.getMap('runs').set(id, new Y.Map(Object.entries(fields)));
    else {
      const { name, content } = row as BenchPrompt;
      index.getMap('names').set(id, name);
      document(id).getText('content').insert(0, content);
    }
  }
});
sql.transaction(() => {
  for (const [name, doc] of docs) append.run(name, Buffer.from(Y.encodeStateAsUpdate(doc)));
})();

interface Arrived {
  name: string;
  content: Uint8Array;
  socket: WebSocket;
}
let arrived: Arrived[] = [];
const commit = sql.transaction((updates: Arrived[]) => {
  for (const { name, content } of updates) append.run(name, content);
});
function store() {
  const updates = arrived;
  arrived = [];
  commit(updates);
  const counts = new Map<WebSocket, number>();
  for (const { name, content, socket } of updates) {
    Y.applyUpdate(document(name), content);
    counts.set(socket, (counts.get(socket) ?? 0) + 1);
    for (const other of open) if (other !== socket) other.send(pack({ kind: 1, name, content }));
  }
  for (const [socket, all] of counts)
    for (let left = all; left > 0; left -= 255)
      socket.send(pack({ kind: 2, name: '', content: Uint8Array.of(Math.min(left, 255)) }));
}

const server = createServer((_, response) => response.writeHead(404).end());
const sockets = new WebSocketServer({ server, perMessageDeflate: packed });
const open = new Set<WebSocket>();
sockets.on('connection', (socket) => {
  open.add(socket);
  socket.on('close', () => open.delete(socket));
  socket.on('message', (data: Buffer) => {
    const { kind, name, content } = unpack(data);
    if (kind === 1) {
      if (arrived.push({ name, content, socket }) === 1) setImmediate(store);
      return;
    }
    const doc = document(name);
    socket.send(pack({ kind: 1, name, content: Y.encodeStateAsUpdate(doc, content) }));
    socket.send(pack({ kind: 0, name, content: Y.encodeStateVector(doc) }));
  });
});
serveChild(server);
