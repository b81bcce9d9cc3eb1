import { createMergeableStore } from 'tinybase';
import { createIndexedDbPersister } from 'tinybase/persisters/persister-indexed-db';
import { createWsSynchronizer } from 'tinybase/synchronizers/synchronizer-ws-client';
import type { WsSynchronizer } from 'tinybase/synchronizers/synchronizer-ws-client';
import type { Side } from '../sync-data.ts';

/** Everything in one store in memory, which its persister writes to IndexedDB as a whole. */
const store = createMergeableStore();
const persister = createIndexedDbPersister(store, 'bench');
await persister.load();
await persister.startAutoSave();

const requestTimeoutSeconds = 120;
let synchronizer: Promise<WsSynchronizer<WebSocket>> | null = null;
function connect() {
  const socket = new WebSocket(`${location.origin.replace('http', 'ws')}/bench`);
  synchronizer = createWsSynchronizer(store, socket, requestTimeoutSeconds).then(async (mine) => {
    await mine.startSync();
    return mine;
  });
}

/** TinyBase acknowledges nothing: the server is asked until what it has stored hashes the same. */
async function acked() {
  await synchronizer;
  for (;;) {
    const [tables] = store.getMergeableContentHashes();
    const response = await fetch(`/stored?tables=${tables}`);
    if (response.status === 204) return;
  }
}

const side: Side = {
  open: async () => connect(),
  async create(rows) {
    store.transaction(() => {
      for (const { id, ...fields } of rows) store.setRow('prompts', id, fields);
    });
    await persister.save();
  },
  async edit(id, content) {
    store.setCell('prompts', id, 'content', content);
    await persister.save();
  },
  async type(id, content) {
    store.setCell('prompts', id, 'content', content);
  },
  async rename(id, name) {
    store.setCell('prompts', id, 'name', name);
    await persister.save();
  },
  async remove(id) {
    store.delRow('prompts', id);
    await persister.save();
  },
  async offline() {
    await (await synchronizer)?.destroy();
  },
  online: async () => connect(),
  acked,
  watch(id, seen) {
    const tell = () => seen(String(store.getCell('prompts', id, 'content') ?? ''));
    store.addCellListener('prompts', id, 'content', tell);
    tell();
  },
  kept: async (id) => [String(store.getCell('prompts', id, 'content') ?? '')],
  names: async (id) => [String(store.getCell('prompts', id, 'name') ?? '')],
  counts: async () => ({
    prompts: store.getRowCount('prompts'),
    runs: store.getRowCount('runs')
  })
};
Object.assign(globalThis, { side });
