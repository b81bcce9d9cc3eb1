import { expect, test } from 'vitest';
import { dismissToast, toast, toasts } from './toasts.svelte';

test('a toast with undo stays ten seconds, and at most three are shown', () => {
  toast('One');
  toast('Two');
  toast('Three');
  toast('Deleted', { undo: () => undefined });
  expect(toasts.current.map((each) => each.message)).toEqual(['Two', 'Three', 'Deleted']);
  const last = toasts.current.at(-1)!;
  expect(last.actions[0]?.label).toBe('Undo');
  expect(last.stayMs).toBe(10_000);
  for (const each of toasts.current) dismissToast(each.id);
  expect(toasts.current).toEqual([]);
});
