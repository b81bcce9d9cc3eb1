import { expect, test } from 'vitest';
import { Ahead } from './ahead.svelte';

/** Saves when it is told to. */
function slowlySaved(initial: string) {
  let saved = initial;
  const ahead = new Ahead(() => saved);
  const change = (value: string) => {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const done = ahead.change(value, () => promise);
    return {
      arrive: async () => {
        saved = value;
        resolve();
        await done;
      },
      fail: async (error: Error) => {
        reject(error);
        await done;
      }
    };
  };
  return { ahead, change, elsewhere: (value: string) => (saved = value) };
}

test('a change is shown before it is saved', async () => {
  const { ahead, change } = slowlySaved('text');
  const first = change('number');
  expect(ahead.current).toBe('number');
  await first.arrive();
  expect(ahead.current).toBe('number');
});

test('a second change stays while the first one comes back', async () => {
  const { ahead, change } = slowlySaved('a');
  const first = change('ab');
  const second = change('abc');
  await first.arrive();
  expect(ahead.current).toBe('abc');
  await second.arrive();
  expect(ahead.current).toBe('abc');
});

test('something else that is read again takes no change away', async () => {
  const { ahead, change, elsewhere } = slowlySaved('a');
  const first = change('ab');
  elsewhere('a');
  expect(ahead.current).toBe('ab');
  await first.arrive();
});

test('with nothing being saved it shows what others do', async () => {
  const { ahead, change, elsewhere } = slowlySaved('a');
  await change('ab').arrive();
  elsewhere('theirs');
  expect(ahead.current).toBe('theirs');
});

test('a change that cannot be saved is not shown as if it were', async () => {
  const { ahead, change } = slowlySaved('a');
  const first = change('ab');
  await expect(first.fail(new Error('The disk is full.'))).rejects.toThrow('The disk is full.');
  expect(ahead.current).toBe('a');
});
