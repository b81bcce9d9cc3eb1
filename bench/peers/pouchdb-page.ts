import HttpPouch from 'pouchdb-adapter-http';
import IndexedDbPouch from 'pouchdb-adapter-indexeddb';
import PouchDB from 'pouchdb-core';
import replication from 'pouchdb-replication';
import type { BenchPrompt, Side } from '../sync-data.ts';

PouchDB.plugin(IndexedDbPouch).plugin(HttpPouch).plugin(replication);
const options = { adapter: 'indexeddb', auto_compaction: true };
const databases = {
  prompts: new PouchDB<BenchPrompt>('prompts', options),
  runs: new PouchDB('runs', options)
};
type Kind = keyof typeof databases;
const kinds = Object.keys(databases) as Kind[];

/** How far each has been pushed, in its own update sequence; -1 before the server has been asked. */
const pushed = { prompts: -1, runs: -1 };
let leave = () => {};

function connect() {
  const states = kinds.map((kind) => {
    pushed[kind] = -1;
    const state = PouchDB.sync(databases[kind], `${location.origin}/${kind}`, {
      live: true,
      retry: true,
      batch_size: 1000,
      back_off_function: () => 250
    });
    const { push } = state as unknown as { push: PouchDB.Replication.Replication<object> };
    push.on('checkpoint' as 'change', ({ checkpoint }: { checkpoint?: number }) => {
      if (checkpoint !== undefined) pushed[kind] = checkpoint;
    });
    // Paused without a checkpoint: there was nothing to push.
    push.on('paused', async (error) => {
      const { update_seq } = await databases[kind].info();
      if (!error && pushed[kind] < 0) pushed[kind] = Number(update_seq);
    });
    return state;
  });
  leave = () => {
    for (const state of states) state.cancel();
  };
}

async function acked() {
  for (const kind of kinds) {
    const { update_seq } = await databases[kind].info();
    while (pushed[kind] < Number(update_seq))
      await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/** The revision that stands, then those that lost; none when the prompt is deleted. */
async function revisions(id: string): Promise<BenchPrompt[]> {
  try {
    const doc = await databases.prompts.get(id, { conflicts: true });
    const others = (doc._conflicts ?? []).map((rev) => databases.prompts.get(id, { rev }));
    return [doc, ...(await Promise.all(others))];
  } catch (error) {
    if ((error as PouchDB.Core.Error).status === 404) return [];
    throw error;
  }
}

const side: Side = {
  open: async () => connect(),
  async create(rows) {
    await databases.prompts.bulkDocs(rows.map((row) => ({ ...row, _id: row.id })));
  },
  async edit(id, content) {
    const doc = await databases.prompts.get(id);
    await databases.prompts.put({ ...doc, content });
  },
  async rename(id, name) {
    await databases.prompts.put({ ...(await databases.prompts.get(id)), name });
  },
  async remove(id) {
    await databases.prompts.remove(await databases.prompts.get(id));
  },
  offline: async () => leave(),
  online: async () => connect(),
  acked,
  watch(id, seen) {
    const look = async () => {
      const { rows } = await databases.prompts.allDocs({ keys: [id], include_docs: true });
      for (const row of rows) if ('doc' in row && row.doc) seen(row.doc.content);
    };
    databases.prompts
      .changes({ live: true, since: 'now', doc_ids: [id] })
      .on('change', () => void look());
    void look();
  },
  kept: async (id) => (await revisions(id)).map(({ content }) => content),
  names: async (id) => (await revisions(id)).map(({ name }) => name),
  async counts() {
    const [prompts, runs] = await Promise.all(kinds.map((kind) => databases[kind].info()));
    return { prompts: prompts?.doc_count ?? 0, runs: runs?.doc_count ?? 0 };
  }
};
Object.assign(globalThis, { side });
