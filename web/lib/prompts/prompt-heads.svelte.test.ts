import 'fake-indexeddb/auto';
import Dexie from 'dexie';
import { flushSync } from 'svelte';
import { afterEach, expect, test, vi } from 'vitest';
import { positionBetween } from '#shared/positions';
import type { Database, Row } from '$lib/data/db';
import { followHeads } from './follow-heads';
import { PromptHeads } from './prompt-heads.svelte';

const opened: Dexie[] = [];
afterEach(async () => {
  for (const db of opened.splice(0)) await db.delete();
});

function openPrompts() {
  const db = new Dexie(`heads-${crypto.randomUUID()}`) as Database;
  db.version(1).stores({ prompts: 'id, updatedAt', promptMessages: 'id, promptId' });
  opened.push(db);
  return db;
}

/** A clock that stands still, and what waits for it to go on. */
function stoppedClock() {
  let now = 0;
  const waiting = new Set<{ at: number; work: () => void }>();
  return {
    now: () => now,
    after(ms: number, work: () => void) {
      const entry = { at: now + ms, work };
      waiting.add(entry);
      return () => void waiting.delete(entry);
    },
    waits: () => waiting.size,
    /** Time goes by while something is done; nothing that waits has its turn. */
    spend(ms: number) {
      now += ms;
    },
    advance(ms: number) {
      now += ms;
      for (const entry of waiting) if (entry.at <= now && waiting.delete(entry)) entry.work();
    }
  };
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

function message(id: string, promptId: string, text: string, position: string) {
  return {
    id,
    promptId,
    text,
    position,
    role: 'user' as const,
    parts: [],
    createdAt: 0,
    updatedAt: 0,
    deletedAt: null,
    $sync: { scope: 'someone', seq: 0, stamps: {} }
  };
}

test('a prompt nothing else is said of is called by its first message, as that one is now', async () => {
  const db = openPrompts();
  const first = positionBetween(null, null);
  await db.prompts.put({ ...prompt('a', ''), kind: 'messages' });
  await db.promptMessages.put(message('m', 'a', 'Bake bread.\nFor two.', first));
  const heads = new PromptHeads(db);
  const view = watch(heads);
  await vi.waitFor(() => expect(view.titles()).toEqual(['Bake bread.']));
  expect(heads.known('a')?.preview).toBe('For two.');

  await db.promptMessages.update('m', { text: 'Bake a cake.' });
  await vi.waitFor(() => expect(view.titles()).toEqual(['Bake a cake.']));
  await db.promptMessages.put(message('n', 'a', 'Say hello.', positionBetween(null, first)));
  await vi.waitFor(() => expect(view.titles()).toEqual(['Say hello.']));
  await db.promptMessages.update('n', { deletedAt: 1 });
  await vi.waitFor(() => expect(view.titles()).toEqual(['Bake a cake.']));
  await db.prompts.update('a', { systemPrompt: 'Be brief.' });
  await vi.waitFor(() => expect(view.titles()).toEqual(['Be brief.']));
  view.stop();
});

test('many messages at once call their prompts as soon as no more of them come', async () => {
  const { db, clock, seen, stop } = await syncing(1, 10);
  clock.advance(250);
  await db.prompts.put({ ...prompt('a', ''), kind: 'messages' });
  await vi.waitFor(() => expect(seen.titles).toContain('Untitled prompt'));
  const read = seen.rowsRead;
  const place = positionBetween(null, null);
  await db.promptMessages.bulkPut([
    message('0', 'a', 'Bake bread.', place),
    ...Array.from({ length: 100 }, (_, nth) => message(`m${nth}`, 'Prompt 1', 'Other', place))
  ]);
  await vi.waitFor(() => expect(clock.waits()).toBe(1));
  clock.advance(250);
  await vi.waitFor(() => expect(seen.titles).toContain('Bake bread.'));
  // The other prompts were not read again for it.
  expect(seen.rowsRead).toBe(read + 1);
  stop();
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

/** Heads of an empty device that is given pages as a first sync gives them, with every row read counted. */
async function syncing(pages: number, rows: number, msForEachRow = 0) {
  const db = openPrompts();
  const clock = stoppedClock();
  const seen = { titles: [] as string[], rowsRead: 0 };
  db.prompts.hook('reading', (row) => {
    seen.rowsRead++;
    clock.spend(msForEachRow);
    return row;
  });
  const stop = followHeads(
    db,
    {
      show: (heads) => (seen.titles = heads.map(({ title }) => title)),
      fail: (error) => expect.fail(String(error))
    },
    clock
  );
  for (let page = 0; page < pages; page++) {
    await db.prompts.bulkPut(
      Array.from({ length: rows }, (_, nth) => {
        const name = `Prompt ${page * rows + nth}`;
        return prompt(name, name, page * rows + nth);
      })
    );
    // The first page shows at once, whatever comes after it.
    if (page === 0) await vi.waitFor(() => expect(seen.titles).toHaveLength(rows));
  }
  await vi.waitFor(() => expect(clock.waits()).toBe(1));
  return { db, clock, seen, stop };
}

test('a first sync in many pages is read twice, not once for each page', async () => {
  const { clock, seen, stop } = await syncing(20, 100);
  expect(seen.titles).toHaveLength(100);
  expect(seen.rowsRead).toBe(100);

  clock.advance(250);
  await vi.waitFor(() => expect(seen.titles).toHaveLength(2000));
  expect(seen.rowsRead).toBe(2100);
  expect(clock.waits()).toBe(0);
  stop();
});

test('pages that come one after another do not make a slow device read all the time', async () => {
  const { db, clock, seen, stop } = await syncing(2, 100, 10);
  for (let page = 2; page < 14; page++) {
    await db.prompts.bulkPut(
      Array.from({ length: 100 }, (_, nth) => prompt(`More ${page} ${nth}`, `More ${nth}`))
    );
    await vi.waitFor(() => expect(clock.waits()).toBe(1));
    clock.advance(200);
  }
  expect(seen.rowsRead).toBe(100);

  // A second for a hundred rows, so three of rest; but none when no more pages come.
  clock.advance(250);
  await vi.waitFor(() => expect(seen.titles).toHaveLength(1400));
  expect(seen.rowsRead).toBe(1500);
  stop();
});

test('while pages of a sync wait to be read, what a person types shows at once', async () => {
  const { db, clock, seen, stop } = await syncing(3, 100);
  await db.prompts.put(prompt('Prompt 7', 'Seven', 7));
  await vi.waitFor(() => expect(seen.titles).toContain('Seven'));
  expect(seen.rowsRead).toBe(101);

  clock.advance(250);
  await vi.waitFor(() => expect(seen.titles).toHaveLength(300));
  expect(seen.titles).toContain('Seven');
  stop();
});

test('nothing is read any more once nobody looks', async () => {
  const { clock, seen, stop } = await syncing(3, 100);
  stop();
  expect(clock.waits()).toBe(0);
  clock.advance(1000);
  expect(seen.rowsRead).toBe(100);
});
