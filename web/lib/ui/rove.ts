/** Where an arrow key leads in a list of `count`, going round at the ends; `null` for other keys. */
export function rove(key: string, at: number, count: number): number | null {
  if (count === 0) return null;
  if (key === 'ArrowDown') return (at + 1) % count;
  if (key === 'ArrowUp') return (at <= 0 ? count : at) - 1;
  if (key === 'Home') return 0;
  if (key === 'End') return count - 1;
  return null;
}

/** The next label that begins with a letter, after `at`, going round; -1 if none does. */
export function byLetter(labels: string[], letter: string, at: number): number {
  const start = letter.toLocaleLowerCase();
  for (let step = 1; step <= labels.length; step++) {
    const index = (at + step) % labels.length;
    if (labels[index]!.toLocaleLowerCase().startsWith(start)) return index;
  }
  return -1;
}
