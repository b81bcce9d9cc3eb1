import { createHash } from 'node:crypto';

/** What happened, without content: ids, names of settings, counts. */
export type AuditFacts = Record<string, string | number | boolean | null>;

/** One row of an organization's log. `at` in milliseconds since the epoch, UTC. */
export interface AuditRow {
  organizationId: string;
  /** 1, 2, 3 … without a gap, per organization. */
  n: number;
  at: number;
  /** The person, or `server`, `admin` (a command on the server's machine). */
  actor: string;
  /** Such as `connection.create`. */
  verb: string;
  /** The id of what it was done to; '' where there is none. */
  subject: string;
  facts: AuditFacts;
  /** Hash of the row before; '' of the first. */
  prev: string;
  /** SHA-256 in hex of `prev` and all above. */
  hash: string;
}

/** The hash of a row: the one before it, and every field in a fixed order, so that nothing can be moved. */
export function auditHash(row: Omit<AuditRow, 'hash'>): string {
  const facts = Object.entries(row.facts).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  const { organizationId, n, at, actor, verb, subject, prev } = row;
  return createHash('sha256')
    .update(JSON.stringify([prev, organizationId, n, at, actor, verb, subject, facts]))
    .digest('hex');
}

/** The first row that is not what it was, or stands in another's place; `null` if all are. */
export function firstBroken(rows: Iterable<AuditRow>): { row: AuditRow; why: string } | null {
  let last: AuditRow | null = null;
  for (const row of rows) {
    const before: AuditRow | null = last?.organizationId === row.organizationId ? last : null;
    if (row.n !== (before?.n ?? 0) + 1)
      return { row, why: `row ${(before?.n ?? 0) + 1} is missing before it` };
    if (row.prev !== (before?.hash ?? '')) return { row, why: 'it does not follow the row before' };
    if (auditHash(row) !== row.hash) return { row, why: 'it was changed' };
    last = row;
  }
  return null;
}
