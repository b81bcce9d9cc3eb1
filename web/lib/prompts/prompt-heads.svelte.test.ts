import 'fake-indexeddb/auto';
import Dexie from 'dexie';
import { flushSync } from 'svelte';
import { afterEach, expect, test, vi } from 'vitest';
import type { Database, Row } from '$lib/data/db';
import { PromptHeads } from './prompt-heads.svelte';

const opened: Dexie[] = [];
afterEach(async () => {
  for (const db of opened.splice(0)) await db.delete();
});

function openPrompts() {
  const db = new Dexie(`heads-${crypto.randomUUID()}`) as Database;
  db.version(1).stores({ prompts: 'id, updatedAt' });
  opened.push(db);
  return db;
}

function prompt(id: string, name: string, updatedAt = 0): Row<'prompts'> {
  return {
    id,
    createdAt: 0,
    updatedAt,
    deletedAt: null,
    projectId: null,
    kind: 'text',
    name,
    text: { content: '', spans: [] },
    systemPrompt: '',
    variables: [],
    modelConfig: {},
    tools: [],
    outputSchema: null,
    tags: [],
    favourite: false,
    position: '',
    latestVersionId: null,
    $sync: { scope: 'someone', seq: 0, stamps: {} }
  };
}

/** Looks at the heads as a component does, until `stop`. */
function watch(heads: PromptHeads) {
  let titles: string[] | undefined;
  const stop = $effect.root(() => {
    $effect(() => {
      titles = heads.current?.map(({ title }) => title).sort();
    });
  });
  flushSync();
  return { stop, titles: () => titles };
}

test('heads are read at once and follow every change of a row', async () => {
  const db = openPrompts();
  await db.prompts.bulkPut([prompt('a', 'Apples', 5), prompt('b', 'Bread', 9)]);
  const view = watch(new PromptHeads(db));
  await vi.waitFor(() => expect(view.titles()).toEqual(['Apples', 'Bread']));

  // A change that does not move updatedAt, as one that arrives late from another device.
  await db.prompts.put(prompt('a', 'Apricots', 5));
  await db.prompts.put(prompt('c', 'Cake', 1));
  await vi.waitFor(() => expect(view.titles()).toEqual(['Apricots', 'Bread', 'Cake']));

  await db.prompts.delete('b');
  await vi.waitFor(() => expect(view.titles()).toEqual(['Apricots', 'Cake']));
  view.stop();
});

test('many rows at once are all there, and what changed while nobody looked is read again', async () => {
  const db = openPrompts();
  const many = Array.from({ length: 2300 }, (_, index) =>
    prompt(String(index).padStart(5, '0'), `Prompt ${index}`, index)
  );
  await db.prompts.bulkPut(many);
  const heads = new PromptHeads(db);
  const first = watch(heads);
  await vi.waitFor(() => expect(first.titles()).toHaveLength(2300));
  first.stop();
  await Promise.resolve();

  await db.prompts.bulkPut(many.slice(0, 100).map((row) => ({ ...row, name: 'Renamed' })));
  await db.prompts.delete('02000');
  const again = watch(heads);
  await vi.waitFor(() => {
    expect(again.titles()).toHaveLength(2299);
    expect(again.titles()?.filter((title) => title === 'Renamed')).toHaveLength(100);
  });
  again.stop();
});
