export const comparePath = '/snapshots/compare';

/** Two snapshots beside each other; without the first, that is to be chosen. */
export function compareHref(from: string | null, to: string | null): string {
  const said = Object.entries({ from, to }).filter((side): side is [string, string] => !!side[1]);
  return `${comparePath}?${new URLSearchParams(said)}`;
}
