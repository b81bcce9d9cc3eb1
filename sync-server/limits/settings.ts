import { defaultLimits, limitsPatchSchema } from '#shared/limits';
import type { Limits, LimitsPatch } from '#shared/limits';
import type { Sql } from '../db/open.ts';
import type { Writer } from '../db/writer.ts';

/** The limits of each organization: what its owner has set, over what they are at first. */
export interface LimitSettings {
  of(organizationId: string): Limits;
  set(organizationId: string, patch: LimitsPatch): Promise<void>;
}

export function createLimitSettings(deps: {
  sql: Sql;
  writer: Writer;
  now: () => number;
}): LimitSettings {
  const { sql, writer, now } = deps;
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
    async set(organizationId, patch) {
      await writer.transact(() => {
        const body = { ...stored(organizationId), ...patch };
        write.run(organizationId, JSON.stringify(body), now());
      });
      known.delete(organizationId);
    }
  };
}
