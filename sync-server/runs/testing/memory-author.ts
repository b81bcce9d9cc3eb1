import type { RecordOf, SyncedName } from '#shared/collections';
import type { Author } from '../../db/author.ts';

/** Synced records as a plain map: what the run engine writes, without the sync protocol. */
export function createMemoryAuthor(now: () => number): Author {
  const records = new Map<string, RecordOf<SyncedName>>();
  const keyOf = (scope: string, collection: string, id: string) => `${scope}/${collection}/${id}`;

  return {
    write(scope, changes) {
      for (const { collection, id, fields } of changes) {
        const key = keyOf(scope, collection, id);
        const before = records.get(key) ?? { id, createdAt: now(), deletedAt: null };
        const after = { ...before, ...fields, id, updatedAt: now() };
        records.set(key, after as RecordOf<SyncedName>);
      }
    },
    read: <Name extends SyncedName>(scope: string, collection: Name, id: string) =>
      (records.get(keyOf(scope, collection, id)) as RecordOf<Name> | undefined) ?? null,
    find<Name extends SyncedName>(scope: string, collection: Name, where: Partial<RecordOf<Name>>) {
      const own = [...records]
        .filter(([key]) => key.startsWith(keyOf(scope, collection, '')))
        .map(([, record]) => record as RecordOf<Name>);
      const wanted = Object.entries(where) as [keyof RecordOf<Name>, unknown][];
      return own.filter((record) => wanted.every(([field, value]) => record[field] === value));
    },
    // The engine reads no lists.
    page: () => []
  };
}
