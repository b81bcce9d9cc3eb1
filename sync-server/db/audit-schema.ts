import { integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core';

/** What was done to an organization, as a chain of hashes. Triggers refuse to change or delete a row. */
export const audit = sqliteTable(
  'audit',
  {
    organizationId: text().notNull(),
    n: integer().notNull(),
    at: integer().notNull(),
    actor: text().notNull(),
    verb: text().notNull(),
    subject: text().notNull(),
    /** JSON: ids, names, counts; never content. */
    facts: text().notNull(),
    prev: text().notNull(),
    hash: text().notNull()
  },
  (table) => [primaryKey({ columns: [table.organizationId, table.n] })]
);
