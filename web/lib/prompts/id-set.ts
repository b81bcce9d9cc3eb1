/** A set of ids that is replaced, never changed: what shows it hears of it by the new one. */
export type IdSet = ReadonlySet<string>;

export function idSet(ids: Iterable<string> = []): IdSet {
  return new Set(ids);
}

export function withId(ids: IdSet, id: string, wanted = true): IdSet {
  return new Set(wanted ? [...ids, id] : [...ids].filter((each) => each !== id));
}
