import { defaultLimits, limitsPatchSchema } from '#shared/limits';
import type { Limits, LimitsPatch } from '#shared/limits';
import type { Audit } from '../audit/audit.ts';
import type { AuditFacts } from '../audit/chain.ts';
import type { Sql } from '../db/open.ts';
import type { Writer } from '../db/writer.ts';

/** The limits of each organization: what its owner has set, over what they are at first. */
export interface LimitSettings {
  of(organizationId: string): Limits;
  set(organizationId: string, patch: LimitsPatch, actor: string): Promise<void>;
}

export function createLimitSettings(deps: {
  sql: Sql;
  writer: Writer;
  now: () => number;
  audit?: Pick<Audit, 'write'> | undefined;
}): LimitSettings {
  const { sql, writer, now, audit } = deps;
  const read = sql.prepare<[string], { body: string }>(
    'select body from limits where organization_id = ?'
  );
  const write = sql.prepare(
    'insert or replace into limits (organization_id, body, updated_at) values (?, ?, ?)'
  );
  const known = new Map<string, Limits>();

  function stored(organizationId: string): LimitsPatch {
    const row = read.get(organizationId);
    // What an older or newer version wrote and this one does not take is as it comes.
    const parsed = limitsPatchSchema.safeParse(row ? JSON.parse(row.body) : {});
    return parsed.success ? parsed.data : {};
  }

  return {
    of(organizationId) {
      const found = known.get(organizationId) ?? { ...defaultLimits, ...stored(organizationId) };
      known.set(organizationId, found);
      return found;
    },
    async set(organizationId, patch, actor) {
      await writer.transact(() => {
        const body = { ...stored(organizationId), ...patch };
        write.run(organizationId, JSON.stringify(body), now());
        audit?.write({ organizationId, actor, verb: 'limits.change', facts: factsOf(patch) });
      });
      known.delete(organizationId);
    }
  };
}

/** What was set, to what; `null` is no limit. */
function factsOf(patch: LimitsPatch): AuditFacts {
  return Object.fromEntries(
    Object.entries(patch).map(([name, value]) => [name, value === undefined ? null : value])
  );
}
