import { positionBetween } from '#shared/positions';
import { same } from '#shared/same';

interface Placed {
  id: string;
  position: string;
}

/**
 * A place at an index of an ordered list. Two devices may have given neighbours one place; where it has
 * to be between those, the later ones are moved on, and `moved` says where to.
 */
export function placeAt(
  rows: readonly Placed[],
  index: number
): { position: string; moved: Placed[] } {
  const before = rows[index - 1]?.position ?? null;
  const after = rows[index]?.position ?? null;
  if (before === null || before !== after) {
    return { position: positionBetween(before, after), moved: [] };
  }
  const equal = rows.slice(index).filter(({ position }) => position === before);
  const beyond = rows[index + equal.length]?.position ?? null;
  const position = positionBetween(before, beyond);
  const moved: Placed[] = [];
  for (const { id } of equal) {
    moved.push({ id, position: positionBetween(moved.at(-1)?.position ?? position, beyond) });
  }
  return { position, moved };
}

/**
 * What is as it was stays the same object: a save of one message is no news for two hundred. `null` where
 * nothing has changed.
 */
export function keptRows<Row extends { id: string }>(
  before: readonly Row[],
  rows: readonly Row[]
): Row[] | null {
  const known = Object.fromEntries(before.map((row) => [row.id, row]));
  const next = rows.map((row) => {
    const one = known[row.id];
    return one && same(one, row) ? one : row;
  });
  const isNews = next.length !== before.length || next.some((row, at) => row !== before[at]);
  return isNews ? next : null;
}
