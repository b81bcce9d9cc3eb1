import {
  blob,
  index,
  integer,
  primaryKey,
  sqliteTable,
  text,
  uniqueIndex
} from 'drizzle-orm/sqlite-core';

/** People with accounts; this and the next four as better-auth wants them. */
export const users = sqliteTable('users', {
  id: text().primaryKey(),
  name: text().notNull(),
  /** In lower case. */
  email: text().notNull().unique(),
  emailVerified: integer({ mode: 'boolean' }).notNull().default(false),
  image: text(),
  createdAt: integer({ mode: 'timestamp_ms' }).notNull(),
  updatedAt: integer({ mode: 'timestamp_ms' }).notNull()
});

/** The token alone opens nothing: the cookie is signed with a key that is not in the database. */
export const sessions = sqliteTable(
  'sessions',
  {
    id: text().primaryKey(),
    userId: text()
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    token: text().notNull().unique(),
    expiresAt: integer({ mode: 'timestamp_ms' }).notNull(),
    ipAddress: text(),
    userAgent: text(),
    createdAt: integer({ mode: 'timestamp_ms' }).notNull(),
    updatedAt: integer({ mode: 'timestamp_ms' }).notNull(),
    /** When its person last showed that it is them. */
    provenAt: integer()
  },
  (table) => [index('sessions_by_user').on(table.userId)]
);

/** Ways in: a password's hash, or an identity at another provider. */
export const accounts = sqliteTable(
  'accounts',
  {
    id: text().primaryKey(),
    userId: text()
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    accountId: text().notNull(),
    providerId: text().notNull(),
    accessToken: text(),
    refreshToken: text(),
    accessTokenExpiresAt: integer({ mode: 'timestamp_ms' }),
    refreshTokenExpiresAt: integer({ mode: 'timestamp_ms' }),
    scope: text(),
    idToken: text(),
    password: text(),
    createdAt: integer({ mode: 'timestamp_ms' }).notNull(),
    updatedAt: integer({ mode: 'timestamp_ms' }).notNull()
  },
  (table) => [
    index('accounts_by_user').on(table.userId),
    uniqueIndex('accounts_once').on(table.providerId, table.accountId)
  ]
);

export const verifications = sqliteTable(
  'verifications',
  {
    id: text().primaryKey(),
    identifier: text().notNull(),
    value: text().notNull(),
    expiresAt: integer({ mode: 'timestamp_ms' }).notNull(),
    createdAt: integer({ mode: 'timestamp_ms' }),
    updatedAt: integer({ mode: 'timestamp_ms' })
  },
  (table) => [index('verifications_by_identifier').on(table.identifier)]
);

export const passkeys = sqliteTable(
  'passkeys',
  {
    id: text().primaryKey(),
    name: text(),
    publicKey: text().notNull(),
    userId: text()
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    credentialID: text('credential_id').notNull(),
    counter: integer().notNull(),
    deviceType: text().notNull(),
    backedUp: integer({ mode: 'boolean' }).notNull(),
    transports: text(),
    createdAt: integer({ mode: 'timestamp_ms' }),
    aaguid: text()
  },
  (table) => [
    index('passkeys_by_user').on(table.userId),
    uniqueIndex('passkeys_by_credential').on(table.credentialID)
  ]
);

/** Tenants. A personal one belongs to one account and has no other members. */
export const organizations = sqliteTable('organizations', {
  id: text().primaryKey(),
  name: text().notNull(),
  /** Where its records are. */
  scope: text().notNull().unique(),
  personal: integer({ mode: 'boolean' }).notNull(),
  createdAt: integer().notNull()
});

export const members = sqliteTable(
  'members',
  {
    organizationId: text()
      .notNull()
      .references(() => organizations.id, { onDelete: 'cascade' }),
    userId: text()
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    role: text().notNull(),
    createdAt: integer().notNull()
  },
  (table) => [
    primaryKey({ columns: [table.organizationId, table.userId] }),
    index('members_by_user').on(table.userId)
  ]
);

/** Who was asked to come; until the link is used there is no member. Only a hash of its secret is here. */
export const invitations = sqliteTable(
  'invitations',
  {
    organizationId: text()
      .notNull()
      .references(() => organizations.id, { onDelete: 'cascade' }),
    id: text().notNull(),
    /** In lower case: whose account may use it. */
    email: text().notNull(),
    role: text().notNull(),
    secretHash: text().notNull().unique(),
    invitedBy: text().notNull(),
    createdAt: integer().notNull(),
    expiresAt: integer().notNull(),
    usedAt: integer()
  },
  (table) => [primaryKey({ columns: [table.organizationId, table.id] })]
);

/** The product's own API keys; only a hash of each is here. */
export const apiKeys = sqliteTable(
  'api_keys',
  {
    organizationId: text()
      .notNull()
      .references(() => organizations.id, { onDelete: 'cascade' }),
    id: text().notNull(),
    userId: text()
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    name: text().notNull(),
    hash: text().notNull().unique(),
    last4: text().notNull(),
    /** JSON of the verbs it was made for. */
    grants: text().notNull(),
    createdAt: integer().notNull(),
    expiresAt: integer().notNull(),
    revokedAt: integer(),
    /** The key that took its place; until `expiresAt` both work. */
    replacedBy: text(),
    usedAt: integer()
  },
  (table) => [primaryKey({ columns: [table.organizationId, table.id] })]
);

/** One-time ways in for who lost the others; only hashes. */
export const recoveryCodes = sqliteTable(
  'recovery_codes',
  {
    userId: text()
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    hash: text().notNull(),
    usedAt: integer()
  },
  (table) => [primaryKey({ columns: [table.userId, table.hash] })]
);

/** Where an organization wants to hear of its keys; the secret that signs is sealed to the URL's origin. */
export const webhooks = sqliteTable('webhooks', {
  organizationId: text()
    .primaryKey()
    .references(() => organizations.id, { onDelete: 'cascade' }),
  url: text().notNull(),
  sealedSecret: blob({ mode: 'buffer' }).notNull(),
  createdAt: integer().notNull()
});

/** What was sent there, or is still to be. */
export const deliveries = sqliteTable(
  'deliveries',
  {
    id: text().primaryKey(),
    organizationId: text()
      .notNull()
      .references(() => organizations.id, { onDelete: 'cascade' }),
    event: text().notNull(),
    /** JSON, as it is signed and sent each time. */
    body: text().notNull(),
    at: integer().notNull(),
    tries: integer().notNull().default(0),
    /** When it is tried next; `null`: it arrived, or was given up. */
    nextAt: integer(),
    /** HTTP status of the last try; `null`: none came. */
    status: integer()
  },
  (table) => [
    index('deliveries_by_organization').on(table.organizationId, table.at),
    index('deliveries_due').on(table.nextAt)
  ]
);

/** People of other organizations who may see or change one prompt as it lives. */
export const grants = sqliteTable(
  'grants',
  {
    id: text().primaryKey(),
    organizationId: text()
      .notNull()
      .references(() => organizations.id, { onDelete: 'cascade' }),
    promptId: text().notNull(),
    userId: text()
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    /** `view` or `edit`. */
    role: text().notNull(),
    /** The link it came by, with which it ends; `null`: it was given to the person. */
    shareId: text(),
    createdBy: text().notNull(),
    createdAt: integer().notNull()
  },
  (table) => [
    uniqueIndex('grants_once').on(table.organizationId, table.promptId, table.userId),
    index('grants_by_person').on(table.userId)
  ]
);
