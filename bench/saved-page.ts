import Dexie from 'dexie';
import { v7 } from 'uuid';
import { createClock } from '../web/lib/data/clock.ts';
import { openDatabase } from '../web/lib/data/db.ts';
import { createStore } from '../web/lib/data/edit.ts';

/** Runs in the browser: an edit through the Store and a bare put of the same row, in turns. */
async function measure(times: number) {
  const db = openDatabase(`bench-${v7()}`);
  const clock = createClock(() => Date.now());
  const store = createStore({ db, scope: 'u:bench', now: clock.now, newId: v7 });
  const bare = new Dexie(`bare-${v7()}`, { chromeTransactionDurability: 'strict' });
  bare.version(1).stores({ prompts: 'id, projectId, updatedAt, deletedAt' });

  const text = (i: number) => ({
    content: `${'A prompt of two kilobytes. '.repeat(75)}${i}`,
    spans: []
  });
  const prompt = await store.create('prompts', { kind: 'text', name: 'Bench', text: text(0) });
  const ours: number[] = [];
  const bares: number[] = [];
  for (let i = 1; i <= times; i++) {
    const begun = performance.now();
    await store.edit('prompts', prompt.id, { text: text(i) });
    const between = performance.now();
    await bare.table('prompts').put({ ...prompt, text: text(i) });
    ours.push(between - begun);
    bares.push(performance.now() - between);
  }
  return { ours, bare: bares };
}

Object.assign(globalThis, { measure });
