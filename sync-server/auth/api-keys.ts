import type { Verb } from '#shared/access';
import type { ApiKey } from '#shared/accounts';
import { apiKeyIsWhole, makeApiKey } from '#shared/api-key-text';
import { AppError } from '#shared/errors';
import type { Sql } from '../db/open.ts';
import { hashOf } from './secrets.ts';
import type { RandomBytes } from './secrets.ts';

const day = 24 * 60 * 60 * 1000;
/** How long a key still works beside the one that took its place. */
export const graceMs = day;

interface Row extends Omit<ApiKey, 'grants'> {
  organizationId: string;
  userId: string;
  grants: string;
  revokedAt: number | null;
}

export interface FoundKey {
  id: string;
  organizationId: string;
  userId: string;
  grants: Verb[];
}

export type ApiKeys = ReturnType<typeof prepareApiKeys>;

interface Deps {
  now: () => number;
  newId: () => string;
  random: RandomBytes;
}

/** The product's own API keys. Calls that write belong inside `transact`. */
export function prepareApiKeys(sql: Sql, { now, newId, random }: Deps) {
  const columns = `id, organization_id as organizationId, user_id as userId, user_id as createdBy, name,
    last4, grants, created_at as createdAt, expires_at as expiresAt, revoked_at as revokedAt,
    replaced_by as replacedBy, used_at as usedAt`;
  const living = sql.prepare(
    `select ${columns} from api_keys where organization_id = ? and revoked_at is null and expires_at > ?
     order by created_at desc`
  );
  const byId = sql.prepare(`select ${columns} from api_keys where organization_id = ? and id = ?`);
  const byHash = sql.prepare(
    `select ${columns} from api_keys where hash = ? and revoked_at is null and expires_at > ?`
  );
  const add = sql.prepare(
    `insert into api_keys (organization_id, id, user_id, name, hash, last4, grants, created_at, expires_at)
     values (?, ?, ?, ?, ?, ?, ?, ?, ?)`
  );
  const replace = sql.prepare(
    `update api_keys set replaced_by = ?, expires_at = min(expires_at, ?) where organization_id = ? and id = ?`
  );
  const revoke = sql.prepare(
    `update api_keys set revoked_at = ? where organization_id = ? and id = ? and revoked_at is null`
  );
  const endGrace = sql.prepare(
    `update api_keys set revoked_at = ? where organization_id = ? and replaced_by = ? and revoked_at is null`
  );
  const touch = sql.prepare(
    'update api_keys set used_at = ? where id = ? and coalesce(used_at, 0) < ?'
  );

  const read = ({ grants, ...row }: Row): ApiKey => {
    const { id, name, last4, createdBy, createdAt, expiresAt, usedAt, replacedBy } = row;
    return {
      id,
      name,
      last4,
      createdBy,
      createdAt,
      expiresAt,
      usedAt,
      replacedBy,
      grants: JSON.parse(grants) as Verb[]
    };
  };

  function make(
    of: { organizationId: string; userId: string },
    asked: { name: string; grants: readonly Verb[]; expiresAt: number }
  ): { apiKey: ApiKey; key: string } {
    const id = newId();
    const key = makeApiKey(random);
    add.run(
      ...[of.organizationId, id, of.userId, asked.name, hashOf(key), key.slice(-4)],
      ...[JSON.stringify(asked.grants), now(), asked.expiresAt]
    );
    return { apiKey: read(byId.get(of.organizationId, id) as Row), key };
  }

  return {
    list: (organizationId: string) => (living.all(organizationId, now()) as Row[]).map(read),
    make,
    /** A new key for the same; the old one works for another day, and one before it no longer. */
    rotate(organizationId: string, id: string): { apiKey: ApiKey; key: string } {
      const row = byId.get(organizationId, id) as Row | undefined;
      if (!row || row.revokedAt !== null || row.expiresAt <= now())
        throw new AppError('NOT_FOUND', { detail: 'The API key.' });
      const { name, userId, createdAt, expiresAt } = row;
      const grants = JSON.parse(row.grants) as Verb[];
      const fresh = make(
        { organizationId, userId },
        { name, grants, expiresAt: now() + (expiresAt - createdAt) }
      );
      endGrace.run(now(), organizationId, id);
      replace.run(fresh.apiKey.id, now() + graceMs, organizationId, id);
      return fresh;
    },
    revoke: (organizationId: string, id: string) =>
      revoke.run(now(), organizationId, id).changes > 0,

    /** By `Authorization: Bearer …`; `null` for anything that does not open. */
    find(bearer: string): FoundKey | null {
      const [kind, key = ''] = bearer.split(' ', 2);
      if (kind?.toLowerCase() !== 'bearer' || !apiKeyIsWhole(key)) return null;
      const row = byHash.get(hashOf(key), now()) as Row | undefined;
      if (!row) return null;
      // Written at most once an hour: it is for people who wonder whether a key is still in use.
      touch.run(now(), row.id, now() - 60 * 60 * 1000);
      const { id, organizationId, userId, grants } = row;
      return { id, organizationId, userId, grants: JSON.parse(grants) as Verb[] };
    }
  };
}
