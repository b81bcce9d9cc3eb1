import Dexie, { type EntityTable, type Table } from 'dexie';
import {
  collections,
  syncedNames,
  type RecordOf,
  type RunOutput,
  type SyncedName
} from '#shared/collections';
import type { Stamps } from '#shared/apply';
import type { Mutation } from '#shared/mutations';
import type { MutationStatus, PackList, Place, WireRow } from '#shared/protocol';
import type { ErrorCode } from '#shared/errors';
import type { QueuedRun } from '#shared/run-queue';
import { guardSyncedTables } from './guard';
import { keepOpen } from './keep-open';
import type { StoredPack } from './packs';

/** What sync knows of a row, beside what a screen reads. */
export interface RowSync {
  scope: string;
  /** Seq of the server copy this row stands on; 0 while the server has none. */
  seq: number;
  stamps: Stamps;
}
export type Row<Name extends SyncedName = SyncedName> = RecordOf<Name> & { $sync: RowSync };

/** A change that waits for its acknowledgement. `cseq` is given by the table, in order of edits. */
export interface Waiting extends Omit<Mutation, 'cseq'> {
  cseq?: number;
  /** `<collection>/<id>`. */
  key: string;
  /** Once it has been on a wire it may be on the server, so it is frozen. */
  sent: 0 | 1;
  /** By path, texts the change was made from: what is shown is merged over them. They are never sent. */
  was?: Record<string, unknown>;
}
/** A change that waits, as what is shown is made of it. */
export type Pending = Mutation & Pick<Waiting, 'was'>;
/** An acknowledged change, kept so that a restored server can be given it again. */
export interface Archived extends Mutation {
  at: number;
}
export interface Cursor {
  scope: string;
  epoch: string;
  seq: number;
  /** What the server found at `seq`: proves to it that both have the same history. */
  mark: string | null;
  /** The scope's newest seq when reading it began; a database of before has none. */
  since?: number;
  /**
   * Everything is being read again; what has not been seen at the end is not on the server. 1: this may be
   * another history, which lost it; 2: it is the same, and it was deleted for ever.
   */
  resync: 0 | 1 | 2;
  /** Which rows to ask for ahead of the feed; `null`: no more of them. */
  ahead?: string | null;
  /** The furthest place rows ahead of the feed came from, until the feed has passed it. */
  seen?: Place;
  /** Up to which seq it was given ahead what the feed can leave out. */
  given?: number;
  /** Packs this device has, or is to have before the feed, which leaves out what stands in them. */
  packs?: { upTo: number; left: PackList['items'] };
  /** How far reading everything has come; not there while there is no more to read. */
  reading?: Reading;
}
/** In records: those met ahead of the feed, those of packs, those of the feed, and all there are. */
export interface Reading {
  ahead: number;
  packed?: number;
  feed: number;
  all: number;
}
/** A change that met another one made without knowledge of it. */
export interface Overruled {
  mid: string;
  key: string;
  status: MutationStatus;
  set: Mutation['set'];
  at: number;
}
/** Something deleted for ever: who wrote what stood there last, but nothing of the content. */
export interface Buried {
  key: string;
  scope: string;
  stamps: Stamps;
  /** The server's time when this was heard. */
  at: number;
}
/** What the server would not take, or lost: kept until the person decides. */
export interface Quarantined {
  mid: string;
  key: string;
  code: ErrorCode;
  detail: string | null;
  /** The refused mutation, or a whole row the server no longer knows. */
  content: unknown;
  at: number;
}

/** Where a live run's text goes: `consumed` characters of it already stand at `at` of the saved text. */
export interface Placement {
  /** Of the prompt, or of the conversation. */
  promptId: string;
  /** Of a conversation: the message that is answered. */
  messageId?: string;
  idempotencyKey: string;
  runId: string | null;
  request: unknown;
  at: number;
  consumed: number;
  createdAt: number;
}

/** A stop the server has not heard of, by the run's id or, where that never came, by its key. */
export interface Stop {
  id: string;
  runId: string | null;
  idempotencyKey: string | null;
  /** UTF-16 units of the text that were on screen; `null` keeps all. */
  seen: number | null;
  at: number;
  /** Once it has been on a wire it may be in force. */
  sent: 0 | 1;
}

/** Bytes of an image or a file that messages name by their hash. */
export interface KeptBlob {
  /** SHA-256 in hex. */
  hash: string;
  bytes: Uint8Array<ArrayBuffer>;
  size: number;
  at: number;
  /** The server has them; until then they are nowhere else. */
  sent: 0 | 1;
}

type SyncedTables = { [Name in SyncedName]: EntityTable<Row<Name>, 'id'> };

export type Database = Dexie &
  SyncedTables & {
    /** Server copies of rows that have waiting changes; the key is `<collection>/<id>`. */
    base: Table<{ key: string; row: Row }, string>;
    outbox: Table<Waiting, number>;
    archive: Table<Archived, string>;
    cursors: Table<Cursor, string>;
    overruled: Table<Overruled, string>;
    quarantine: Table<Quarantined, string>;
    /** Rows of collections this version does not know, for the version that will. */
    unknown: Table<WireRow & { key: string; scope: string }, string>;
    tombstones: Table<Buried, string>;
    packs: Table<StoredPack, string>;
    /** Gzipped lines of packs. */
    packLines: Table<{ hash: string; bytes: Uint8Array<ArrayBuffer> }, string>;
    /** Keys met since everything began to be read again. */
    seen: Table<{ key: string }, string>;
    meta: Table<{ key: string; value: unknown }, string>;
    placements: Table<Placement, string>;
    /** Runs that wait for the server. */
    queuedRuns: Table<QueuedRun, string>;
    stops: Table<Stop, string>;
    runOutputs: Table<RunOutput, string>;
    blobs: Table<KeptBlob, string>;
    /** Settings and caches of this device. */
    kv: Table<{ key: string; value: unknown }, string>;
    /** The index of search, in stretches, and how far it goes: a cache, emptied when something is deleted for ever. */
    searchSegments: Table<{ n: number }, number>;
    searchState: Table<{ key: string; value: unknown }, string>;
  };

/** The tables sync writes beside the collections. */
export const syncTables = [
  'base',
  'outbox',
  'archive',
  'cursors',
  'overruled',
  'quarantine',
  'unknown',
  'seen',
  'tombstones',
  'packs',
  'packLines',
  'meta'
] as const;

const deviceTables = {
  base: 'key',
  outbox: '++cseq, &mid, key',
  archive: 'mid, cseq, at',
  cursors: 'scope',
  overruled: 'mid, key, at',
  quarantine: 'mid, key, at',
  unknown: 'key',
  seen: 'key',
  tombstones: 'key, at',
  packs: 'hash, scope',
  packLines: 'hash',
  meta: 'key',
  placements: 'promptId',
  queuedRuns: 'id, promptId',
  stops: 'id',
  runOutputs: 'runId',
  blobs: 'hash, sent, at',
  kv: 'key',
  searchSegments: 'n',
  searchState: 'key'
};

/** By it search finds what has come since it looked. */
const bySeq = '$sync.seq';

/** The tables of the very first version. */
const firstStores = {
  projects: 'id, parentId',
  prompts: 'id, projectId, updatedAt, deletedAt',
  versions: 'id, promptId, [promptId+number], hash',
  presets: 'id, name, deletedAt',
  runs: 'id, promptId, [promptId+startedAt], startedAt, status',
  base: 'key',
  outbox: '++cseq, &mid, key',
  archive: 'mid, cseq, at',
  cursors: 'scope',
  conflicts: 'mid, key, at',
  quarantine: 'mid, key, at',
  unknown: 'key',
  seen: 'key',
  meta: 'key',
  placements: 'promptId',
  runOutputs: 'runId',
  kv: 'key'
};

interface Options {
  /** fake-indexeddb in tests. */
  indexedDB?: IDBFactory;
  IDBKeyRange?: typeof IDBKeyRange;
  /** Another tab needs a newer or no database: this page has to be reloaded. */
  onOutdated?: () => void;
}

/** What the browser calls it. */
export const databaseName = (userId: string): string => `playground-${userId}`;

/**
 * This device's database: one table per collection plus those sync needs. The name contains the
 * person, so that two accounts in one browser never meet.
 */
export function openDatabase(userId: string, options: Options = {}): Database {
  const dependencies =
    options.indexedDB && options.IDBKeyRange
      ? { indexedDB: options.indexedDB, IDBKeyRange: options.IDBKeyRange }
      : {};
  const db = new Dexie(databaseName(userId), {
    ...dependencies,
    // Chromium's default answers before the disk has it; "saved" must survive a power cut.
    chromeTransactionDurability: 'strict'
  }) as Database;
  const stores = Object.fromEntries(
    syncedNames.map((name) => [
      name,
      [
        'id',
        ...collections[name].indexes,
        ...(collections[name].search.length > 0 ? [bySeq] : [])
      ].join(', ')
    ])
  );
  // Dexie reads the tables of all versions anew with each that is declared, so there are as few as can be: those
  // that move data, and the newest, to which it leads every older database by what it finds there.
  db.version(1).stores(firstStores);
  // A table's primary key cannot change: what `conflicts` was moves away before it is made anew.
  db.version(2)
    .stores({ overruled: deviceTables.overruled, conflicts: null })
    .upgrade(async (tx) => {
      await tx.table('overruled').bulkPut(await tx.table('conflicts').toArray());
    });
  db.version(15).stores({ ...stores, ...deviceTables });
  guardSyncedTables(db);
  keepOpen(db);
  db.on('versionchange', () => {
    db.close();
    options.onOutdated?.();
  });
  return db;
}

/** Key of a record across collections. */
export function keyOf(collection: string, id: string): string {
  return `${collection}/${id}`;
}

export function splitKey(key: string): [collection: string, id: string] {
  const slash = key.indexOf('/');
  return [key.slice(0, slash), key.slice(slash + 1)];
}
