import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createMergeableStore } from 'tinybase';
import { createCustomPersister } from 'tinybase/persisters';
import type { Persists } from 'tinybase/persisters';
import { createWsServer } from 'tinybase/synchronizers/synchronizer-ws-server';
import { WebSocket, WebSocketServer } from 'ws';
import { openSqlite, packed, seeded } from './documents.ts';

/*
 * TinyBase's own server with its store in memory. Its persisters write everything at every change; here
 * each change is appended and committed with an fsync, and only then told to whom asks what is stored.
 */
const sql = openSqlite();
sql.exec('create table changes (id integer primary key, content text)');
const append = sql.prepare('insert into changes (content) values (?)');
const store = createMergeableStore('server');
store.transaction(() => {
  for (const [kind, { id, ...fields }] of seeded()) store.setRow(kind, id, fields as never);
});
append.run(JSON.stringify(store.getMergeableContent()));

let storedHash = store.getMergeableContentHashes()[0];
const waiting = new Set<() => void>();
store.addDidFinishTransactionListener(() => {
  append.run(JSON.stringify(store.getTransactionMergeableChanges()));
  storedHash = store.getMergeableContentHashes()[0];
  for (const look of waiting) look();
});

const server = createServer((request, response) => {
  const wanted = Number(new URL(request.url ?? '/', 'http://bench').searchParams.get('tables'));
  const answer = (status: number) => {
    waiting.delete(look);
    clearTimeout(timer);
    response.writeHead(status).end();
  };
  const look = () => {
    if (storedHash === wanted) answer(204);
  };
  const timer = setTimeout(() => answer(200), 250);
  waiting.add(look);
  look();
});

const mergeableStoreOnly = 2 as Persists.MergeableStoreOnly;
const requestTimeoutSeconds = 10;
let isReady = false;
const ready = Promise.withResolvers<void>();
createWsServer(
  new WebSocketServer({ server, maxPayload: 2 ** 30, perMessageDeflate: packed }),
  () => [
    createCustomPersister(
      store,
      async () => undefined as never,
      async () => {},
      () => undefined,
      () => {},
      undefined,
      mergeableStoreOnly
    ),
    () => {
      isReady = true;
      ready.resolve();
    }
  ],
  (error) => {
    // Until then it is the question nobody answers.
    if (isReady) console.error(error);
  },
  requestTimeoutSeconds
);
server.listen(0, '127.0.0.1', async () => {
  const { port } = server.address() as AddressInfo;
  // At the first connection it asks others for what it may lack, in vain, and answers nobody meanwhile.
  const first = new WebSocket(`ws://127.0.0.1:${port}/bench`);
  first.on('error', (error) => console.error(error));
  await ready.promise;
  process.send?.({ port });
});
