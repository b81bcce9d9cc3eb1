import { tick } from 'svelte';

const framesToWait = 10;

/** Puts the focus on the row of that key; a row far away is made in one of the next frames. */
export async function focusRow(list: HTMLElement | null, key: string): Promise<void> {
  await tick();
  const name = CSS.escape(key);
  for (let frame = 0; frame < framesToWait; frame++) {
    const row = list?.querySelector<HTMLElement>(
      `[data-prompt="${name}"], [data-project="${name}"]`
    );
    row?.focus();
    if (row && document.activeElement === row) return;
    await new Promise(requestAnimationFrame);
  }
}

/** The key of the row that an event happened on. */
export function keyOfRow({ target }: Event): string | null {
  if (!(target instanceof HTMLElement)) return null;
  return target.dataset.prompt ?? target.dataset.project ?? null;
}
