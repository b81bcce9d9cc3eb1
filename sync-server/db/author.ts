import type { RecordOf, SyncedName } from '#shared/collections';

/** A change the server itself makes to a synced record; created if it is not there. */
export type Change = {
  [Name in SyncedName]: { collection: Name; id: string; fields: Partial<RecordOf<Name>> };
}[SyncedName];

/**
 * How the server reads and writes synced records on its own behalf. `write` goes through the same
 * `apply` as a device's push, and must be called inside `Writer.transact`; other devices are poked
 * after the commit.
 */
export interface Author {
  write(scope: string, changes: Change[]): void;
  read<Name extends SyncedName>(scope: string, collection: Name, id: string): RecordOf<Name> | null;
  /** Living records of a collection whose fields equal `where`; for small answers only. */
  find<Name extends SyncedName>(
    scope: string,
    collection: Name,
    where: Partial<RecordOf<Name>>
  ): RecordOf<Name>[];
  /** Living records of a collection whose plain fields equal `where`, newest made first. */
  page<Name extends SyncedName>(
    scope: string,
    collection: Name,
    asked: PageAsked<Name>
  ): RecordOf<Name>[];
}

/** Which stretch of a collection is asked for. */
export interface PageAsked<Name extends SyncedName> {
  where: Partial<RecordOf<Name>>;
  /** The last record already read; `null` begins with the newest. */
  before: { createdAt: number; id: string } | null;
  limit: number;
}
