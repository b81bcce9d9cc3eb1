import { createAudit } from '../audit/audit.ts';
import { organizationsOf } from './installation.ts';
import type { Sql } from '../db/open.ts';
import type { AuditFacts } from '../audit/chain.ts';

/** Writes into every organization's log what was done on the server's machine; inside a transaction, if any. */
export function tell(sql: Sql, now: () => number, verb: string, facts: AuditFacts): void {
  const audit = createAudit({ sql, now });
  for (const organizationId of organizationsOf(sql))
    audit.write({ organizationId, actor: 'admin', verb, facts });
}
