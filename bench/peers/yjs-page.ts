import { IndexeddbPersistence } from 'y-indexeddb';
import * as Y from 'yjs';
import type { Side } from '../sync-data.ts';

/** One document with a map of prompts and a map of runs; a prompt is a map whose content is a register. */
const doc = new Y.Doc();
const prompts = doc.getMap<Y.Map<unknown>>('prompts');
const runs = doc.getMap<Y.Map<unknown>>('runs');
const persistence = new IndexeddbPersistence('bench', doc);
await persistence.whenSynced;

let socket: WebSocket | null = null;
let waiting = 0;
let greeted = false;
let settled: (() => void)[] = [];

function message(kind: number, content: Uint8Array) {
  const bytes = new Uint8Array(content.length + 1);
  bytes[0] = kind;
  bytes.set(content, 1);
  return bytes;
}
function send(update: Uint8Array) {
  if (socket?.readyState !== WebSocket.OPEN || !greeted) return;
  waiting += 1;
  socket.send(message(1, update));
}
function settle() {
  if (waiting > 0 || !greeted) return;
  for (const resolve of settled) resolve();
  settled = [];
}
doc.on('update', (update: Uint8Array, origin: unknown) => {
  if (origin !== 'server') send(update);
});

function connect() {
  const mine = new WebSocket(location.origin.replace('http', 'ws'));
  socket = mine;
  mine.binaryType = 'arraybuffer';
  mine.onopen = () => mine.send(message(0, Y.encodeStateVector(doc)));
  mine.onmessage = ({ data }) => {
    const bytes = new Uint8Array(data as ArrayBuffer);
    const content = bytes.subarray(1);
    if (bytes[0] === 1) Y.applyUpdate(doc, content, 'server');
    else if (bytes[0] === 2) waiting -= 1;
    else {
      greeted = true;
      send(Y.encodeStateAsUpdate(doc, content));
    }
    settle();
  };
}

/** y-indexeddb gives no promise: a later transaction on the same store ends after its write has. */
function persisted() {
  const { db } = persistence as unknown as { db: IDBDatabase };
  return new Promise<void>((resolve, reject) => {
    const transaction = db.transaction('updates', 'readonly');
    // A key that is not there: to count would walk through every update since the last pause.
    transaction.objectStore('updates').get(0);
    transaction.oncomplete = () => resolve();
    transaction.onerror = () => reject(new Error('y-indexeddb could not be read.'));
  });
}

const side: Side = {
  open: async () => connect(),
  async create(rows) {
    doc.transact(() => {
      for (const { id, ...fields } of rows) prompts.set(id, new Y.Map(Object.entries(fields)));
    });
    await persisted();
  },
  async edit(id, content) {
    prompts.get(id)?.set('content', content);
    await persisted();
  },
  async rename(id, name) {
    prompts.get(id)?.set('name', name);
    await persisted();
  },
  async remove(id) {
    prompts.delete(id);
    await persisted();
  },
  async offline() {
    greeted = false;
    socket?.close();
  },
  online: async () => connect(),
  acked: () =>
    new Promise((resolve) => {
      settled.push(resolve);
      settle();
    }),
  watch(id, seen) {
    const tell = () => seen(String(prompts.get(id)?.get('content') ?? ''));
    prompts.observeDeep(tell);
    tell();
  },
  kept: async (id) => [String(prompts.get(id)?.get('content') ?? '')],
  names: async (id) => [String(prompts.get(id)?.get('name') ?? '')],
  counts: async () => ({ prompts: prompts.size, runs: runs.size })
};
Object.assign(globalThis, { side });
