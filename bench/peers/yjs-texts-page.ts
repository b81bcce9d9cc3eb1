import { IndexeddbPersistence } from 'y-indexeddb';
import * as Y from 'yjs';
import type { Side } from '../sync-data.ts';
import { pack, unpack } from './messages.ts';

/**
 * A document per prompt, as text that merges by character, each with a y-indexeddb of its own, beside one
 * document of names and runs. All share one socket.
 */
interface Open {
  doc: Y.Doc;
  db: IDBDatabase;
  /** The server has said what it has. */
  greeted: boolean;
}
const open = new Map<string, Promise<Open>>();
const ready = new Map<string, Open>();
const filled = new Set<string>();
let socket: WebSocket | null = null;
let waiting = 0;
let settled: (() => void)[] = [];

function document(name: string): Promise<Open> {
  const found = open.get(name) ?? load(name);
  open.set(name, found);
  return found;
}

async function load(name: string): Promise<Open> {
  const doc = new Y.Doc();
  const persistence = new IndexeddbPersistence(name, doc);
  await persistence.whenSynced;
  const { db } = persistence as unknown as { db: IDBDatabase };
  const loaded = { doc, db, greeted: false };
  ready.set(name, loaded);
  const text = doc.getText('content');
  const note = () => {
    if (text.length > 0) filled.add(name);
  };
  note();
  doc.on('update', (update: Uint8Array, origin: unknown) => {
    note();
    if (origin !== 'server' && loaded.greeted) send(name, update);
  });
  greet(name, loaded);
  return loaded;
}

function greet(name: string, { doc }: Open) {
  if (socket?.readyState === WebSocket.OPEN)
    socket.send(pack({ kind: 0, name, content: Y.encodeStateVector(doc) }));
}
function send(name: string, content: Uint8Array) {
  if (socket?.readyState !== WebSocket.OPEN) return;
  waiting += 1;
  socket.send(pack({ kind: 1, name, content }));
}
function settle() {
  const isLoading = open.size > ready.size;
  if (waiting > 0 || isLoading || [...ready.values()].some(({ greeted }) => !greeted)) return;
  for (const resolve of settled) resolve();
  settled = [];
}

function connect() {
  const mine = new WebSocket(location.origin.replace('http', 'ws'));
  socket = mine;
  waiting = 0;
  mine.binaryType = 'arraybuffer';
  mine.onopen = () => {
    for (const [name, each] of ready) greet(name, each);
  };
  mine.onmessage = ({ data }) => {
    const { kind, name, content } = unpack(new Uint8Array(data as ArrayBuffer));
    if (kind === 2) waiting -= content[0] ?? 0;
    else void document(name).then((it) => take(kind, name, content, it));
    if (waiting === 0) settle();
  };
}

const nothing = Y.encodeStateAsUpdate(new Y.Doc()).length;
function take(kind: number, name: string, content: Uint8Array, it: Open) {
  if (kind === 1) Y.applyUpdate(it.doc, content, 'server');
  else {
    it.greeted = true;
    const missing = Y.encodeStateAsUpdate(it.doc, content);
    if (missing.length > nothing) send(name, missing);
    if (waiting === 0) settle();
  }
}

/** y-indexeddb gives no promise: a later transaction on the same store ends after its write has. */
function persisted({ db }: Open) {
  return new Promise<void>((resolve, reject) => {
    const transaction = db.transaction('updates', 'readonly');
    // A key that is not there: to count would walk through every update since the last pause.
    transaction.objectStore('updates').get(0);
    transaction.oncomplete = () => resolve();
    transaction.onerror = () => reject(new Error('y-indexeddb could not be read.'));
  });
}

/** What differs is taken out and put in, as an editor's binding does. */
function rewrite(text: Y.Text, content: string) {
  const old = text.toString();
  const least = Math.min(old.length, content.length);
  let head = 0;
  while (head < least && old[head] === content[head]) head++;
  let tail = 0;
  while (tail < least - head && old[old.length - 1 - tail] === content[content.length - 1 - tail])
    tail++;
  text.doc?.transact(() => {
    text.delete(head, old.length - head - tail);
    text.insert(head, content.slice(head, content.length - tail));
  });
}

const index = await document('index');
const names = index.doc.getMap<string>('names');
const openAll = () => {
  for (const id of names.keys()) void document(id);
};
names.observe(openAll);
openAll();
const contentOf = async (id: string) => (await document(id)).doc.getText('content');

const side: Side = {
  open: async () => connect(),
  async create(rows) {
    index.doc.transact(() => {
      for (const { id, name } of rows) names.set(id, name);
    });
    for (const { id, content } of rows) (await contentOf(id)).insert(0, content);
    for (const { id } of rows) await persisted(await document(id));
  },
  async edit(id, content) {
    rewrite(await contentOf(id), content);
    await persisted(await document(id));
  },
  async rename(id, name) {
    names.set(id, name);
    await persisted(index);
  },
  // The document stays: what is written into it can be read again by whoever knows its name.
  async remove(id) {
    names.delete(id);
    await persisted(index);
  },
  async offline() {
    for (const each of ready.values()) each.greeted = false;
    socket?.close();
  },
  online: async () => connect(),
  acked: () =>
    new Promise((resolve) => {
      settled.push(resolve);
      settle();
    }),
  watch(id, seen) {
    void contentOf(id).then((text) => {
      text.observe(() => seen(text.toString()));
      seen(text.toString());
    });
  },
  kept: async (id) => [(await contentOf(id)).toString()],
  names: async (id) => [names.get(id) ?? ''],
  counts: async () => ({ prompts: filled.size, runs: index.doc.getMap('runs').size })
};
Object.assign(globalThis, { side });
