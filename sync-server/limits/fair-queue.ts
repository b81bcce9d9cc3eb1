/**
 * Who waits, person by person, in the order of their turns: the first person's oldest is next, then the
 * second's. One who asks for fifty runs delays nobody else by more than one turn.
 */
export type Line<T> = readonly { readonly person: string; readonly waiting: readonly T[] }[];

export function joined<T>(line: Line<T>, person: string, item: T): Line<T> {
  if (!line.some((one) => one.person === person)) return [...line, { person, waiting: [item] }];
  return line.map((one) =>
    one.person === person ? { person, waiting: [...one.waiting, item] } : one
  );
}

export function left<T>(line: Line<T>, item: T): Line<T> {
  return line
    .map(({ person, waiting }) => ({ person, waiting: waiting.filter((one) => one !== item) }))
    .filter(({ waiting }) => waiting.length > 0);
}

/** The first in turn who may go; that person's next turn comes after everybody else's. */
export function nextOf<T>(
  line: Line<T>,
  mayGo: (item: T) => boolean
): { item: T; line: Line<T> } | null {
  for (const { person, waiting } of line) {
    const [item, ...rest] = waiting;
    if (item === undefined || !mayGo(item)) continue;
    const others = line.filter((one) => one.person !== person);
    return { item, line: rest.length > 0 ? [...others, { person, waiting: rest }] : others };
  }
  return null;
}

/** Everybody in the order in which they go if nobody joins or leaves. */
export function orderOf<T>(line: Line<T>): T[] {
  const rounds = Math.max(0, ...line.map(({ waiting }) => waiting.length));
  return Array.from({ length: rounds }, (_, round) =>
    line.flatMap(({ waiting }) => waiting.slice(round, round + 1))
  ).flat();
}

export function waitingOf<T>(line: Line<T>, person: string): number {
  return line.find((one) => one.person === person)?.waiting.length ?? 0;
}
