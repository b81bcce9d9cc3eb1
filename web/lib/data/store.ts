import { createContext } from 'svelte';
import type { FieldsOf, RecordOf, SyncedName } from '#shared/collections';
import type { Database } from './db';

/**
 * What a new record may be given; missing fields take the collection's defaults. `createdAt`, in ms, is for
 * what was made before and comes back: an import. It is never later than now.
 */
export type NewRecord<Name extends SyncedName> = Partial<FieldsOf<Name>> & {
  id?: string;
  createdAt?: number;
};
/** A change of some fields. `deletedAt` is one of them: the trash is an ordinary edit. */
export type Edit<Name extends SyncedName> = Partial<FieldsOf<Name> & { deletedAt: number | null }>;

/**
 * The one writer of this device. Every change of a synced record is made here: row and outbox in one
 * strict transaction, so that a resolved promise means "Saved on this device". Reads are live queries
 * straight on `db`; any other write to a synced table throws.
 */
export interface Store {
  db: Database;
  create<Name extends SyncedName>(
    collection: Name,
    fields: NewRecord<Name>
  ): Promise<RecordOf<Name>>;
  /**
   * Writes only the fields that really differ. Resolves when it is on disk. With `expect`, a record
   * that is not as expected any more (asked in the same transaction) is left alone: CONFLICT.
   */
  edit<Name extends SyncedName>(
    collection: Name,
    id: string,
    change: Edit<Name>,
    expect?: (record: RecordOf<Name>) => boolean
  ): Promise<void>;
  /**
   * Deletes for ever what is in the trash: here at once, everywhere with the next sync. What another
   * device changed meanwhile is kept. CONFLICT: it is not in the trash.
   */
  purge(collection: SyncedName, id: string): Promise<void>;
  /**
   * Several changes that appear everywhere together or not at all. Rows of device-only tables named in
   * `alongside` may be written in the same transaction (a run's placement with its prompt's text).
   */
  group<T>(
    work: (tx: Pick<Store, 'create' | 'edit'>) => Promise<T>,
    alongside?: string[]
  ): Promise<T>;
  now(): number;
  newId(): string;
}

export const [getStore, setStore] = createContext<Store>();
