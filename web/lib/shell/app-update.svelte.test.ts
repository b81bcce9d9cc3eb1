import { expect, test } from 'vitest';
import { AppUpdate } from './app-update.svelte';

function setup(isControlled = true) {
  const listeners = new Map<string, () => void>();
  const calls: string[] = [];
  const update = new AppUpdate(() => calls.push('reload'));
  const worker = {
    addEventListener: (type: string, listener: () => void) => void listeners.set(type, listener),
    messageSkipWaiting: () => calls.push('skip'),
    update: () => Promise.resolve()
  };
  update.watch(worker, isControlled);
  return { update, calls, fire: (type: string) => listeners.get(type)?.() };
}

test('an update waits until the person agrees, then reloads once', () => {
  const { update, calls, fire } = setup();
  fire('waiting');
  expect([update.ready, calls]).toEqual([true, []]);
  update.apply();
  fire('controlling');
  fire('controlling');
  expect(calls).toEqual(['skip', 'reload']);
});

test('a live run holds it back', () => {
  const { update, calls, fire } = setup();
  let live = true;
  const release = update.holdWhile(() => (live ? 'after this run' : null));
  fire('waiting');
  expect(update.heldBecause).toBe('after this run');
  update.apply();
  expect(calls).toEqual([]);
  live = false;
  update.apply();
  expect(calls).toEqual(['skip']);
  release();
});

test('a tab that did not agree reloads when it is out of sight and has nothing to lose', () => {
  const { update, calls, fire } = setup();
  let dirty = true;
  update.holdWhile(() => (dirty ? 'after this draft is saved' : null));
  fire('controlling');
  update.hidden();
  expect([update.ready, calls]).toEqual([true, []]);
  dirty = false;
  update.hidden();
  update.hidden();
  expect(calls).toEqual(['reload']);
});

test('the first worker of all is no update, the next one is', () => {
  const { update, fire } = setup(false);
  fire('controlling');
  expect(update.ready).toBe(false);
  fire('controlling');
  expect(update.ready).toBe(true);
});

test('going out of sight alone reloads nothing', () => {
  const { update, calls, fire } = setup();
  fire('waiting');
  update.hidden();
  expect(calls).toEqual([]);
});
