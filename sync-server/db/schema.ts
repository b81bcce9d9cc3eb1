import { sql } from 'drizzle-orm';
import {
  blob,
  index,
  integer,
  primaryKey,
  sqliteTable,
  text,
  uniqueIndex
} from 'drizzle-orm/sqlite-core';

/** Facts about this database: `epoch`, `masterKeyCheck`. */
export const meta = sqliteTable('meta', {
  key: text().primaryKey(),
  value: text().notNull()
});

/**
 * A scope is the unit of permission and of ordering; `seq` is its newest. Who has read less than `minSeq`
 * has to read everything again: of what came before it the feed has forgotten results and purges.
 */
export const scopes = sqliteTable('scopes', {
  id: text().primaryKey(),
  seq: integer().notNull(),
  minSeq: integer().notNull().default(0)
});

/** Every synced record of every collection, once, at its latest seq. */
export const records = sqliteTable(
  'records',
  {
    scope: text().notNull(),
    collection: text().notNull(),
    id: text().notNull(),
    seq: integer().notNull(),
    /** JSON of the record's fields by path. */
    body: text().notNull(),
    /** JSON: path → {mid, eff}: who wrote the value that stands there. */
    fields: text().notNull(),
    deletedAt: integer(),
    createdAt: integer().notNull(),
    updatedAt: integer().notNull(),
    /** The pack this stands in; negative: the pack has an older form of it; 0: it is in none. */
    pack: integer().notNull().default(0)
  },
  (table) => [
    primaryKey({ columns: [table.scope, table.collection, table.id] }),
    index('records_by_seq').on(table.scope, table.seq, table.pack),
    index('records_by_pack')
      .on(table.scope, table.pack, table.seq)
      .where(sql`pack > 0`),
    index('heads_by_seq')
      .on(table.scope, table.seq)
      .where(sql`collection in ('projects', 'prompts', 'presets')`),
    index('runs_to_pack')
      .on(table.scope, table.seq)
      .where(sql`collection = 'runs' and pack = 0`),
    // A prompt's versions are looked up before each run; their bodies are large.
    index('records_by_prompt').on(
      table.scope,
      table.collection,
      sql`${table.body} ->> '$.promptId'`
    ),
    index('records_by_subject')
      .on(table.scope, table.collection, sql`${table.body} ->> '$.subject.id'`)
      .where(sql`body ->> '$.subject.id' is not null`)
  ]
);

/** Runs that ended long ago, as one piece each for new devices. */
export const packs = sqliteTable(
  'packs',
  {
    id: integer().primaryKey({ autoIncrement: true }),
    scope: text().notNull(),
    runs: integer().notNull(),
    /** SHA-256 of `bytes` in hex; both are `null` until they are made, or after something in it was purged. */
    hash: text(),
    bytes: blob({ mode: 'buffer' })
  },
  (table) => [index('packs_by_hash').on(table.scope, table.hash)]
);

/** Bytes of images and files, each once, by the SHA-256 of its bytes in hex. Records name them by that. */
export const blobs = sqliteTable(
  'blobs',
  {
    scope: text().notNull(),
    hash: text().notNull(),
    size: integer().notNull(),
    bytes: blob({ mode: 'buffer' }).notNull(),
    at: integer().notNull()
  },
  (table) => [primaryKey({ columns: [table.scope, table.hash] })]
);

/** Ids of records deleted for ever; nothing of their content. With `seq` 0 the feed does not tell of it any more. */
export const tombstones = sqliteTable(
  'tombstones',
  {
    scope: text().notNull(),
    collection: text().notNull(),
    id: text().notNull(),
    seq: integer().notNull(),
    at: integer().notNull()
  },
  (table) => [
    primaryKey({ columns: [table.scope, table.collection, table.id] }),
    index('tombstones_by_seq').on(table.scope, table.seq)
  ]
);

/** The mutations of the last 180 days, so that one never runs twice and acks travel in the feed. */
export const applied = sqliteTable(
  'applied',
  {
    mid: text().primaryKey(),
    scope: text().notNull(),
    seq: integer().notNull(),
    clientId: text().notNull(),
    cseq: integer().notNull(),
    /** JSON of the result as it was first answered. */
    result: text().notNull(),
    at: integer().notNull()
  },
  (table) => [
    index('applied_by_seq').on(table.scope, table.seq),
    index('applied_by_client').on(table.clientId, table.cseq)
  ]
);

/** Values that lost, merged or were replaced while someone else did not know: nothing is dropped. */
export const revisions = sqliteTable(
  'revisions',
  {
    id: integer().primaryKey({ autoIncrement: true }),
    scope: text().notNull(),
    collection: text().notNull(),
    recordId: text().notNull(),
    path: text().notNull(),
    mid: text().notNull(),
    value: text().notNull(),
    eff: integer().notNull(),
    status: text().notNull(),
    at: integer().notNull()
  },
  // With the mid: a text is read back through those it is an edit of, among thousands of its record.
  (table) => [
    index('revisions_by_text').on(table.scope, table.collection, table.recordId, table.mid)
  ]
);

/**
 * What is found, with the facts filters ask for; its words are the row of `search_index` (FTS5, made by its
 * migration) with the same id.
 */
export const searchDocuments = sqliteTable(
  'search_documents',
  {
    id: integer().primaryKey(),
    scope: text().notNull(),
    collection: text().notNull(),
    recordId: text().notNull(),
    at: integer().notNull(),
    /** JSON of SearchFacts. */
    facts: text().notNull()
  },
  (table) => [
    uniqueIndex('search_documents_once').on(table.scope, table.collection, table.recordId),
    index('search_documents_by_time').on(table.scope, table.at)
  ]
);

/** Records that changed since they were indexed; written by triggers, in the transaction of the change. */
export const searchMarks = sqliteTable(
  'search_marks',
  { scope: text().notNull(), collection: text().notNull(), recordId: text().notNull() },
  (table) => [primaryKey({ columns: [table.scope, table.collection, table.recordId] })]
);

/** A run as the server lives it; its history on devices is the synced record of the same id. */
export const runs = sqliteTable(
  'runs',
  {
    id: text().primaryKey(),
    scope: text().notNull(),
    promptId: text(),
    versionId: text(),
    status: text().notNull(),
    /** JSON of the run record as last written. */
    record: text().notNull(),
    /** The last seq whose text is in `run_segments`. */
    seq: integer().notNull(),
    startedAt: integer().notNull(),
    endedAt: integer(),
    /** When its process last said that it lives; `null` on rows from before there was such a thing. */
    beatAt: integer(),
    /** JSON of the price it is reckoned with, for whoever has to end it without its process. */
    price: text()
  },
  (table) => [
    index('runs_by_status').on(table.status),
    index('runs_by_prompt').on(table.scope, table.promptId, table.startedAt),
    index('runs_by_start').on(table.scope, table.startedAt, table.id)
  ]
);

/** New text of live runs, appended every 250 ms; the crash loss bound. */
export const runSegments = sqliteTable(
  'run_segments',
  {
    runId: text().notNull(),
    fromSeq: integer().notNull(),
    toSeq: integer().notNull(),
    /** JSON lines of log entries. */
    body: text().notNull()
  },
  (table) => [primaryKey({ columns: [table.runId, table.fromSeq] })]
);

export const runOutputs = sqliteTable('run_outputs', {
  runId: text().primaryKey(),
  scope: text().notNull(),
  /** JSON of a RunOutput. */
  body: text().notNull()
});

/** What a provider sent during a run, as it came: NDJSON, sealed to the organization and the run. */
export const runRaw = sqliteTable(
  'run_raw',
  {
    runId: text().primaryKey(),
    scope: text().notNull(),
    organizationId: text().notNull(),
    sealed: blob({ mode: 'buffer' }).notNull(),
    at: integer().notNull()
  },
  (table) => [index('run_raw_by_time').on(table.at)]
);

/** Idempotency-Key → the run it started. */
export const idempotency = sqliteTable(
  'idempotency',
  {
    scope: text().notNull(),
    key: text().notNull(),
    bodyHash: text().notNull(),
    runId: text().notNull(),
    at: integer().notNull()
  },
  (table) => [primaryKey({ columns: [table.scope, table.key] })]
);

/** Configured providers. The key is sealed to the organization, the connection and the URL's origin. */
export const connections = sqliteTable(
  'connections',
  {
    organizationId: text().notNull(),
    id: text().notNull(),
    /** The member who alone sees and uses it; `null`: it is the organization's. */
    userId: text(),
    /** When that member agreed to their key being stored; `null` where none is. */
    consentedAt: integer(),
    kind: text().notNull(),
    name: text().notNull(),
    baseUrl: text().notNull(),
    sealedKey: blob({ mode: 'buffer' }),
    keyLast4: text(),
    createdAt: integer().notNull(),
    updatedAt: integer().notNull()
  },
  (table) => [primaryKey({ columns: [table.organizationId, table.id] })]
);

/** One data key per organization, wrapped by the master key. */
export const dataKeys = sqliteTable('data_keys', {
  organizationId: text().primaryKey(),
  wrapped: blob({ mode: 'buffer' }).notNull(),
  createdAt: integer().notNull()
});

/**
 * Money and tokens, append-only. `reserve` holds what a run may cost, `settle` (one per attempt) says what
 * it did cost, and either that or `release` closes the reservation. The price is stamped on each line.
 */
export const ledger = sqliteTable(
  'ledger',
  {
    id: integer().primaryKey({ autoIncrement: true }),
    /** The reservation all lines of one run share; made by the server, not the run's id. */
    entry: text().notNull(),
    kind: text().notNull(),
    attempt: integer().notNull(),
    person: text().notNull(),
    organizationId: text().notNull(),
    /** `null` for temporary runs, of which nothing but the cost is kept. */
    runId: text(),
    promptId: text(),
    model: text(),
    /** JSON of the price it was reckoned with, with its date; `null` where none is known. */
    price: text(),
    /** Nano-dollars; `null` is unknown, never 0. */
    nanoUsd: integer(),
    inputTokens: integer(),
    outputTokens: integer(),
    reasoningTokens: integer(),
    cachedTokens: integer(),
    usageSource: text(),
    /** `done`, or the code it ended with. */
    outcome: text(),
    at: integer().notNull()
  },
  (table) => [
    uniqueIndex('ledger_once').on(table.entry, table.kind, table.attempt),
    index('ledger_by_person').on(table.person, table.at),
    index('ledger_by_organization').on(table.organizationId, table.at)
  ]
);

/** Limits an owner has set; what is absent is as it comes. */
export const limits = sqliteTable('limits', {
  organizationId: text().primaryKey(),
  /** JSON of a LimitsPatch. */
  body: text().notNull(),
  updatedAt: integer().notNull()
});

/** Links that show a frozen copy. What was shared is emptied when the link is revoked. */
export const shares = sqliteTable(
  'shares',
  {
    /** 128 random bits, in the address. */
    id: text().primaryKey(),
    organizationId: text().notNull(),
    subject: text().notNull(),
    subjectId: text(),
    title: text().notNull(),
    /** JSON of a SharedContent. */
    content: text().notNull(),
    visibility: text().notNull(),
    role: text().notNull(),
    /** Of what stands behind the `#` of the address. */
    secretHash: text().notNull(),
    createdBy: text().notNull(),
    createdAt: integer().notNull(),
    expiresAt: integer(),
    revokedAt: integer(),
    opens: integer().notNull().default(0),
    lastOpenedAt: integer()
  },
  (table) => [index('shares_by_organization').on(table.organizationId, table.createdAt)]
);

/** What people say about the copy a link shows; it ends with the link. */
export const shareComments = sqliteTable(
  'share_comments',
  {
    id: text().primaryKey(),
    organizationId: text().notNull(),
    shareId: text().notNull(),
    userId: text().notNull(),
    text: text().notNull(),
    createdAt: integer().notNull()
  },
  (table) => [
    index('share_comments_by_share').on(table.shareId, table.createdAt),
    index('share_comments_by_person').on(table.userId)
  ]
);
