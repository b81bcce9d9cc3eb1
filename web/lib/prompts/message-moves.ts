import type { PromptMessage } from '#shared/collections';
import { placeAt } from './message-order';
import type { RowChange } from './prompt-history.svelte';
import { rowChange } from './row-change';

/** What gives rows their new places. */
export function movedTo(
  rows: readonly PromptMessage[],
  places: readonly Pick<PromptMessage, 'id' | 'position'>[]
): RowChange[] {
  return places.flatMap(({ id, position }) => {
    const row = rows.find((one) => one.id === id);
    return (row && rowChange('promptMessages', row, { position })) ?? [];
  });
}

/**
 * Puts a message of ordered rows before the one that has this index among the others; `by` counts from
 * where it stands. Nothing where there is no such place.
 */
export function moveOf(
  rows: readonly PromptMessage[],
  id: string,
  to: number | { by: number }
): RowChange[] {
  const others = rows.filter((one) => one.id !== id);
  const at = rows.findIndex((one) => one.id === id);
  const before = typeof to === 'number' ? to : at + to.by;
  if (at < 0 || before === at || before < 0 || before > others.length) return [];
  const { position, moved } = placeAt(others, before);
  return movedTo(rows, [{ id, position }, ...moved]);
}
