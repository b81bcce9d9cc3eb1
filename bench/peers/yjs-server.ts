import { createServer } from 'node:http';
import type { WebSocket } from 'ws';
import { WebSocketServer } from 'ws';
import * as Y from 'yjs';
import { serveChild } from '../relay-child.ts';
import { openSqlite, packed, seeded } from './documents.ts';

/*
 * y-websocket's own server keeps a document in memory and acknowledges nothing. Here every update is
 * committed with an fsync and then acknowledged, so that "durable" means the same on every side.
 * A message is one byte of kind and its content.
 */
const sql = openSqlite();
sql.exec('create table updates (id integer primary key, content blob)');
const append = sql.prepare('insert into updates (content) values (?)');
const doc = new Y.Doc();
doc.transact(() => {
  for (const [kind, { id, ...fields }] of seeded())
    doc.getMap(kind).set(id, new Y.Map(Object.entries(fields)));
});
append.run(Buffer.from(Y.encodeStateAsUpdate(doc)));

const message = (kind: number, content: Uint8Array) => Buffer.concat([Buffer.of(kind), content]);
const server = createServer((_, response) => response.writeHead(404).end());
const sockets = new WebSocketServer({ server, perMessageDeflate: packed });
const open = new Set<WebSocket>();
sockets.on('connection', (socket) => {
  open.add(socket);
  socket.on('close', () => open.delete(socket));
  socket.on('message', (data: Buffer) => {
    const content = data.subarray(1);
    if (data[0] === 0) {
      socket.send(message(1, Y.encodeStateAsUpdate(doc, content)));
      socket.send(message(0, Y.encodeStateVector(doc)));
      return;
    }
    append.run(content);
    Y.applyUpdate(doc, content);
    socket.send(message(2, new Uint8Array()));
    for (const other of open) if (other !== socket) other.send(message(1, content));
  });
});
serveChild(server);
