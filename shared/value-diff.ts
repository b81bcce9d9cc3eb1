import { same } from '#shared/same';

/** One value that differs. `undefined` on a side: it is not there. */
export interface ValueChange {
  /** Keys from the outside in: `['extra', 'top_a']`. */
  path: string[];
  before: unknown;
  after: unknown;
}

/** Where two JSON values differ, as far inside objects as they both go; lists differ as a whole. */
export function diffValues(before: unknown, after: unknown, path: string[] = []): ValueChange[] {
  if (same(before, after)) return [];
  if (!isObject(before) || !isObject(after)) return [{ path, before, after }];
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return keys.flatMap((key) => diffValues(own(before, key), own(after, key), [...path, key]));
}

/** What two lists of named things have and have not in common. */
export interface ListDiff {
  /** The first key of each path is the thing's name. */
  changes: ValueChange[];
  /** Names in their order on both sides, where that is all that differs for things both have. */
  order: { before: string[]; after: string[] } | null;
}

/** Compares lists whose entries are known by name; several of one name are counted. */
export function diffNamed(
  before: readonly unknown[],
  after: readonly unknown[],
  nameOf: (entry: unknown) => string
): ListDiff {
  const left = byName(before, nameOf);
  const right = byName(after, nameOf);
  const changes = [...new Set([...left.keys(), ...right.keys()])].flatMap((name) =>
    diffValues(left.get(name), right.get(name), [name])
  );
  const stay = [...left.keys()].filter((name) => right.has(name));
  const now = [...right.keys()].filter((name) => left.has(name));
  const order = same(stay, now) ? null : { before: [...left.keys()], after: [...right.keys()] };
  return { changes, order };
}

/** In the order of the list; the second of a name is `name (2)`. */
function byName(
  entries: readonly unknown[],
  nameOf: (entry: unknown) => string
): Map<string, unknown> {
  const found = new Map<string, unknown>();
  for (const entry of entries) {
    const name = nameOf(entry);
    let free = name;
    for (let count = 2; found.has(free); count++) free = `${name} (${count})`;
    found.set(free, entry);
  }
  return found;
}

function own(value: Record<string, unknown>, key: string): unknown {
  return Object.hasOwn(value, key) ? value[key] : undefined;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
