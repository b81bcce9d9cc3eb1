import { liveQuery } from 'dexie';
import { v7 } from 'uuid';
import { createApi } from '../web/lib/api/client.ts';
import { createClock } from '../web/lib/data/clock.ts';
import { openDatabase } from '../web/lib/data/db.ts';
import { createStore } from '../web/lib/data/edit.ts';
import { countRuns } from '../web/lib/data/run-history.ts';
import { createBrowserSync } from '../web/lib/sync/browser.ts';
import type { Side } from './sync-data.ts';

const scope = 'u:bench';
const db = openDatabase('bench');
const clock = createClock(() => Date.now());
const store = createStore({ db, scope, now: clock.now, newId: v7 });
const api = createApi({ fetch: (path, init) => fetch(path, init) });
const begin = () => createBrowserSync({ store, api, clock, scope });
let sync = begin();

const side: Side = {
  async open() {
    await db.open();
    sync.start();
  },
  async create(prompts) {
    await store.group(async (tx) => {
      for (const { id, name, content } of prompts)
        await tx.create('prompts', { id, name, kind: 'text', text: { content, spans: [] } });
    });
  },
  edit: (id, content) => store.edit('prompts', id, { text: { content, spans: [] } }),
  rename: (id, name) => store.edit('prompts', id, { name }),
  remove: (id) => store.edit('prompts', id, { deletedAt: clock.now() }),
  async offline() {
    sync.stop();
  },
  async online() {
    sync = begin();
    sync.start();
  },
  async acked() {
    await sync.flush();
    if ((await db.outbox.count()) > 0) throw new Error('Something still waits.');
  },
  watch(id, seen) {
    liveQuery(() => db.prompts.get(id)).subscribe((prompt) => {
      if (prompt) seen(prompt.text.content);
    });
  },
  async kept(id) {
    const prompt = await db.prompts.get(id);
    const conflicts = await db.conflicts.filter(({ recordId }) => recordId === id).toArray();
    const texts = [prompt?.text, ...conflicts.flatMap(({ head, other }) => [head, other])];
    return texts.map((text) => (text as { content?: string } | null)?.content ?? '');
  },
  names: async (id) => [(await db.prompts.get(id))?.name ?? ''],
  counts: async () => ({ prompts: await db.prompts.count(), runs: await countRuns(db) })
};

Object.assign(globalThis, { side });
