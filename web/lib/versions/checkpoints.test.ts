import { expect, test } from 'vitest';
import { openStore } from '$lib/presets/testing/open-store';
import { createCheckpoints } from './checkpoints';
import { versionsOf } from './read-versions';

const minute = 60_000;

/** A prompt with a watcher whose timers run by hand, on the store's clock. */
async function watched(text = 'Dear reader') {
  const store = openStore();
  const { id } = await store.create('prompts', { text: { content: text, spans: [] } });
  let due: { ms: number; work: () => Promise<void> } | null = null;
  const watcher = createCheckpoints({
    store,
    promptId: id,
    after: (ms, work) => {
      due = { ms, work };
      return () => (due = null);
    }
  });
  /** Lets the timer end, and everything it does. Answers how long it was. */
  async function next(): Promise<number | null> {
    const { ms, work } = due ?? { ms: null, work: async () => {} };
    due = null;
    store.wait(ms ?? 0);
    await work();
    return ms;
  }
  const write = (content: string) => store.edit('prompts', id, { text: { content, spans: [] } });
  const kept = async () => (await versionsOf(store.db, id, 50)).map(({ content }) => content.text);
  return { store, id, watcher, next, write, kept };
}

test('changes are kept ten minutes after the first of them, as they stand then', async () => {
  const { watcher, next, write, kept } = await watched();
  watcher.changed();
  await next();
  await write('Dear reader, hello');
  watcher.changed();
  expect(await kept()).toEqual([]);
  await next();
  expect(await next()).toBe(10 * minute - 5000);
  expect(await kept()).toEqual(['Dear reader, hello']);
});

test('what a version holds is not kept again, and the next change waits anew', async () => {
  const { watcher, next, write, kept } = await watched();
  watcher.changed();
  await next();
  await next();
  watcher.changed();
  await next();
  expect(await next()).toBeNull();
  await write('Something else');
  watcher.changed();
  await next();
  expect(await next()).toBe(10 * minute);
  expect(await kept()).toHaveLength(2);
});

test('a reload does not begin the wait anew', async () => {
  const { store, id, watcher, next, kept } = await watched();
  watcher.changed();
  await next();
  watcher.close();
  store.wait(9 * minute);
  let ms: number | null = null;
  let looked: Promise<void> | null = null;
  const reloaded = createCheckpoints({
    store,
    promptId: id,
    after: (wait, work) => {
      ms = wait;
      if (wait === 5000) looked = work();
      return () => {};
    }
  });
  reloaded.changed();
  await looked;
  expect(ms).toBe(minute);
  expect(await kept()).toEqual([]);
});

test('a prompt that nobody has written into is no version', async () => {
  const { watcher, next, kept } = await watched('  ');
  watcher.changed();
  await next();
  expect(await next()).toBeNull();
  expect(await kept()).toEqual([]);
});
