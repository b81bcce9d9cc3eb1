import { auditHash } from './chain.ts';
import type { Sql } from '../db/open.ts';
import type { AuditFacts, AuditRow } from './chain.ts';

export interface AuditEvent {
  organizationId: string;
  actor: string;
  verb: string;
  subject?: string;
  /** Never content: ids, names of settings, counts. What is neither text, number nor yes or no is kept as JSON. */
  facts?: Record<string, unknown>;
}

/** The log of what was done to an organization; rows are added and never changed. */
export interface Audit {
  /** Adds a row. Call it inside the transaction of what it tells of: both stand, or neither. */
  write(event: AuditEvent): void;
  /** Rows before `before` (all if `null`), newest first. */
  page(organizationId: string, before: number | null, limit: number): AuditRow[];
}

/** Tells of something in a scope; whoever composes knows whose log that is. */
export type Tell = (scope: string, event: Omit<AuditEvent, 'organizationId'>) => void;

interface Raw extends Omit<AuditRow, 'facts'> {
  facts: string;
}

const columns = 'organization_id as organizationId, n, at, actor, verb, subject, facts, prev, hash';
const longest = 200;

export function createAudit({ sql, now }: { sql: Sql; now: () => number }): Audit {
  const last = sql.prepare<[string], { n: number; hash: string }>(
    'select n, hash from audit where organization_id = ? order by n desc limit 1'
  );
  const add = sql.prepare(
    `insert into audit (organization_id, n, at, actor, verb, subject, facts, prev, hash)
     values (@organizationId, @n, @at, @actor, @verb, @subject, @facts, @prev, @hash)`
  );
  const page = sql.prepare<[string, number, number], Raw>(
    `select ${columns} from audit where organization_id = ? and n < ? order by n desc limit ?`
  );

  return {
    write({ organizationId, actor, verb, subject = '', facts = {} }) {
      const before = last.get(organizationId);
      const row = {
        organizationId,
        n: (before?.n ?? 0) + 1,
        at: now(),
        actor,
        verb,
        subject,
        facts: shortened(facts),
        prev: before?.hash ?? ''
      };
      add.run({ ...row, facts: JSON.stringify(row.facts), hash: auditHash(row) });
    },
    page: (organizationId, before, limit) =>
      page.all(organizationId, before ?? Number.MAX_SAFE_INTEGER, limit).map(toRow)
  };
}

/** Every row, organization by organization, oldest first. */
export function* auditRows(sql: Sql): Generator<AuditRow> {
  const all = sql.prepare<[], Raw>(`select ${columns} from audit order by organization_id, n`);
  for (const raw of all.iterate()) yield toRow(raw);
}

/** The newest row of each organization: whoever keeps it can tell a log that was cut or made anew. */
export function auditHeads(sql: Sql): { organizationId: string; n: number; hash: string }[] {
  return sql
    .prepare<[], { organizationId: string; n: number; hash: string }>(
      `select organization_id as organizationId, max(n) as n, hash from audit
       group by organization_id order by organization_id`
    )
    .all();
}

function toRow(raw: Raw): AuditRow {
  return { ...raw, facts: JSON.parse(raw.facts) as AuditFacts };
}

function shortened(facts: Record<string, unknown>): AuditFacts {
  const plain = (value: unknown) =>
    value === null || typeof value === 'number' || typeof value === 'boolean'
      ? value
      : (typeof value === 'string' ? value : (JSON.stringify(value) ?? '')).slice(0, longest);
  return Object.fromEntries(Object.entries(facts).map(([name, value]) => [name, plain(value)]));
}
