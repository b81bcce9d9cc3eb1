import type { Passkey, Ways } from '#shared/accounts';
import { AppError } from '#shared/errors';
import type { Sql } from '../db/open.ts';

interface PasskeyRow extends Omit<Passkey, 'backedUp'> {
  backedUp: number;
}

export type WaysIn = ReturnType<typeof prepareWays>;

/** How a person gets in: a password, passkeys, a provider of identities. Calls that write belong inside `transact`. */
export function prepareWays(sql: Sql) {
  const passkeys = sql.prepare(
    `select id, coalesce(name, 'Passkey') as name, created_at as createdAt, backed_up as backedUp
     from passkeys where user_id = ? order by created_at`
  );
  const accounts = sql
    .prepare('select provider_id as provider from accounts where user_id = ?')
    .pluck();
  const byIdentity = sql
    .prepare('select user_id from accounts where provider_id = ? and account_id = ?')
    .pluck();
  const rename = sql.prepare('update passkeys set name = ? where user_id = ? and id = ?');
  const remove = sql.prepare('delete from passkeys where user_id = ? and id = ?');

  function of(userId: string): Ways {
    const providers = accounts.all(userId) as string[];
    return {
      password: providers.includes('credential'),
      provider: providers.some((each) => each !== 'credential'),
      passkeys: (passkeys.all(userId) as PasskeyRow[]).map((row) => ({
        ...row,
        backedUp: row.backedUp === 1
      }))
    };
  }

  return {
    of,
    /** Whose an identity at a provider is; `null`: nobody's yet. */
    personOf: (providerId: string, subject: string) =>
      (byIdentity.get(providerId, subject) as string | undefined) ?? null,
    rename: (userId: string, id: string, name: string) => rename.run(name, userId, id).changes > 0,
    /** @throws AppError NOT_FOUND, LAST_WAY_IN if nobody could sign in as this person any more */
    removePasskey(userId: string, id: string): void {
      if (remove.run(userId, id).changes === 0)
        throw new AppError('NOT_FOUND', { detail: 'The passkey.' });
      const left = of(userId);
      if (!left.password && !left.provider && left.passkeys.length === 0)
        throw new AppError('LAST_WAY_IN');
    }
  };
}
