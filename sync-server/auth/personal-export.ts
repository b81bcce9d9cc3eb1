import { bundled, bundleHead, bundleLine, outputLine } from '#shared/bundle/bundle-lines';
import type { RecordOf, RunOutput } from '#shared/collections';
import { syncedNames } from '#shared/collections';
import { toRecord } from '#shared/paths';
import type { Sql } from '../db/open.ts';

interface Row {
  key: string | number;
  id: string;
  body: string;
  fields: string;
  updatedAt: number;
}
interface Page {
  key: string | number;
}

const rowsAtOnce = 200;
const filesAtOnce = 4;

export interface Asked {
  userId: string;
  /** Their own space. */
  organizationId: string;
  scope: string;
}

/** What is kept of a person besides their work: one line each, by what it is. */
const facts: Record<string, string> = {
  person: `select rowid as key, id, name, email, created_at as createdAt from users where id = @userId`,
  session: `select rowid as key, created_at as createdAt, updated_at as usedAt, expires_at as expiresAt,
    ip_address as address, user_agent as userAgent from sessions where user_id = @userId`,
  signIn: `select rowid as key, provider_id as provider, created_at as createdAt from accounts
    where user_id = @userId`,
  passkey: `select rowid as key, name, created_at as createdAt from passkeys where user_id = @userId`,
  membership: `select m.rowid as key, o.id as organizationId, o.name, m.role, m.created_at as createdAt
    from members m join organizations o on o.id = m.organization_id where m.user_id = @userId`,
  apiKey: `select rowid as key, organization_id as organizationId, name, last4, grants,
    created_at as createdAt, expires_at as expiresAt, used_at as usedAt from api_keys
    where user_id = @userId`,
  connection: `select rowid as key, organization_id as organizationId, name, kind, base_url as baseUrl,
    key_last4 as keyLast4, user_id is not null as own, consented_at as consentedAt,
    created_at as createdAt from connections
    where user_id = @userId or (user_id is null and organization_id = @organizationId)`,
  shareComment: `select rowid as key, share_id as shareId, text, created_at as createdAt from share_comments
    where user_id = @userId`,
  usage: `select rowid as key, * from ledger where person = @userId`,
  audit: `select rowid as key, organization_id as organizationId, at, verb, subject, facts from audit
    where actor = @userId`
};

/** The work of a scope: all that is synced, and what models wrote. What an import does not know it leaves out. */
export function* workLines(sql: Sql, scope: string): Generator<string> {
  const named = new Set<string>(bundled);
  for (const collection of [...bundled, ...syncedNames.filter((name) => !named.has(name))]) {
    const records = pages<Row>(
      sql,
      `select rowid as key, id, body, fields, updated_at as updatedAt from records
       where scope = @scope and collection = @collection`,
      { scope, collection }
    );
    for (const { id, body, fields, updatedAt } of records) {
      const stored = { body: JSON.parse(body), stamps: JSON.parse(fields) };
      const record = { ...toRecord(collection, id, stored), updatedAt };
      const whole = record as unknown as RecordOf<(typeof bundled)[number]>;
      // What lies in the trash stays apart: an import would bring it back to life.
      if (record.deletedAt !== null) yield line({ trashed: { collection, record } });
      else if (named.has(collection))
        yield bundleLine(collection as (typeof bundled)[number], whole);
      else yield line({ collection, record });
    }
  }
  const outputs = `select rowid as key, body from run_outputs where scope = @scope`;
  for (const { body } of pages<Page & { body: string }>(sql, outputs, { scope }))
    yield outputLine(JSON.parse(body) as RunOutput);
}

/**
 * Everything of a person, as lines of an export the app can import: their own space with its files, and what is kept
 * about them. Never a key or a password. Read page by page, so that others write in between; what an organization
 * owns is the organization's to export.
 */
export function* personalExport(sql: Sql, asked: Asked, exportedAt: string): Generator<string> {
  yield bundleHead(exportedAt);
  yield* workLines(sql, asked.scope);
  const blobs = 'select rowid as key, hash, bytes from blobs where scope = @scope';
  type File = Page & { hash: string; bytes: Buffer };
  for (const { hash, bytes } of pages<File>(sql, blobs, { ...asked }, filesAtOnce))
    yield line({ file: { hash, base64: bytes.toString('base64') } });
  for (const [name, query] of Object.entries(facts))
    for (const row of pages<Page>(sql, query, { ...asked }))
      yield line({ [name]: { ...row, key: undefined } });
}

const line = (value: object) => `${JSON.stringify(value)}\n`;

/** Rows of a query that calls its rowid `key`, a page at a time. */
function* pages<Row extends Page>(
  sql: Sql,
  query: string,
  values: Record<string, string>,
  limit = rowsAtOnce
): Generator<Row> {
  const page = sql.prepare(
    `select * from (${query}) where key > @after order by key limit ${limit}`
  );
  let after: string | number = 0;
  for (;;) {
    const rows = page.all({ ...values, after }) as Row[];
    yield* rows;
    const last = rows.at(-1);
    if (rows.length < limit || !last) return;
    after = last.key;
  }
}
